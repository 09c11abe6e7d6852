/** Who imports whom in a tree, judged by the boundaries of the house; and pure files, compiled where there is neither Node nor a browser. */
import { relative } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import ts from 'typescript';
import { rules } from './boundary-rules.ts';

/** Looks at these paths of a tree. */
export async function examine(folder: string, paths: string[]): Promise<ICruiseResult> {
  const forbidden = rules.map(({ breaks: _, ...rule }) => rule);
  const { output } = await cruise(
    paths,
    {
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden },
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
    },
    { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  );
  if (typeof output === 'string') throw new Error(output);
  return output;
}

/** What is broken, as `file → imported file: what to do`. */
export const broken = (result: ICruiseResult): string[] =>
  result.summary.violations.map(
    ({ from, to, rule, cycle }) =>
      `${from} → ${cycle ? cycle.map((step) => step.name).join(' → ') : to}: ${rules.find(({ name }) => name === rule.name)?.comment}`,
  );

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
};

/** What the compiler says of files that are to run anywhere; `plant` gives one of them another text. */
export function complaints(folder: string, paths: string[], plant?: { path: string; text: string }): string[] {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) => (name === plant?.path ? ts.createSourceFile(name, plant.text, version) : read(name, version));
  return ts
    .getPreEmitDiagnostics(ts.createProgram(paths, options, host))
    .map(({ file, messageText }) => `${relative(folder, file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}
