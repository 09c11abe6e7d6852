/** Front door of files in the browser: pictures taken, shown side by side and opened, signatures, documents. */
export { FilePicker } from './file-picker.tsx';
export { Lightbox, type Picture, pictureOf, smallOf } from './lightbox.tsx';
export { PhotoPair } from './photo-pair.tsx';
export { PhotoPicker } from './photo-picker.tsx';
export { type KeptFile, keepDocument, keepPhoto, keepSignature, type Place } from './send.ts';
export { SignaturePad } from './signature-pad.tsx';
