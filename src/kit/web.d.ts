/** What the bundler makes of an import that is no program. */
declare module '*.md?raw' {
  const text: string;
  export default text;
}
