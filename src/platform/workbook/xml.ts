/** Streaming XML of office packages over saxes: names without prefix, text decoded, dirt of careless writers tolerated. */
import { TextDecoder } from 'node:util';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { fileDamaged, limits } from './problems.ts';

/** Characters XML may not carry, as they are and as references. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const FORBIDDEN = /&#(x[01]?[0-9a-f]|[0-2]?\d|3[01]);|[\u0000-\u0008\u000b\u000c\u000e-\u001f]/gi;

export interface XmlHandler {
  open?(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
}

export interface XmlSink {
  write(bytes: Uint8Array): void;
  end(): void;
}

/** A parser fed with bytes. Entities beyond the five of XML are never expanded: a document type is ignored. */
export function xmlSink(where: string, handler: XmlHandler): XmlSink {
  const parser = new SaxesParser({ xmlns: false });
  let decoder: TextDecoder | null = null;
  let sinceEvent = 0;
  let dirty = false;
  parser.on('error', (error) => {
    // Export tools of other systems leave control characters in cells; the office programs read over them.
    if (!/disallowed character|malformed character entity/.test(error.message)) throw fileDamaged({ where });
    dirty = true;
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    sinceEvent = 0;
    handler.open?.(localName(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag: SaxesTagPlain) => {
    sinceEvent = 0;
    handler.close?.(localName(tag.name));
  });
  if (handler.text) {
    const deliver = handler.text.bind(handler);
    const text = (words: string) => deliver(dirty ? words.replace(FORBIDDEN, '') : words);
    parser.on('text', text);
    parser.on('cdata', text);
  }
  return {
    write(bytes) {
      decoder ??= new TextDecoder(encodingOf(bytes));
      sinceEvent += bytes.length;
      // One text of hundreds of megabytes would be gathered whole before anybody could look at it.
      if (sinceEvent > limits.piece) throw fileDamaged({ where });
      parser.write(decoder.decode(bytes, { stream: true }));
    },
    end() {
      parser.write(decoder?.decode() ?? '').close();
    },
  };
}

/** Feeds a whole part to a handler. */
export async function readXml(where: string, bytes: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  const sink = xmlSink(where, handler);
  for await (const chunk of bytes) sink.write(chunk);
  sink.end();
}

export function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** An attribute whatever its prefix: `r:id` is `ns1:id` in some files. */
export function attributeOf(attributes: Record<string, string>, name: string): string | undefined {
  if (attributes[name] !== undefined) return attributes[name];
  for (const key of Object.keys(attributes)) if (localName(key) === name) return attributes[key];
  return undefined;
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** Text for element content and attribute values. Characters XML cannot carry are dropped. */
export function escapeXml(text: string): string {
  return NEEDS_ESCAPE.test(text) ? text.replace(ESCAPED, escapeOne) : text;
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NEEDS_ESCAPE = /[&<>"\u0000-\u001f\ufffe\uffff\ud800-\udfff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ESCAPED = /[&<>"\r\n\t]|[\u0000-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
function escapeOne(found: string): string {
  switch (found) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '"':
      return '&quot;';
    case '\n':
      return '&#10;';
    case '\r':
      return '&#13;';
    case '\t':
      return '&#9;';
    default:
      return '';
  }
}
