/** The one thing of the bundler used here: lazily loaded files by pattern. */
interface ImportMeta {
  glob: <T>(pattern: string, options: { import: 'default' }) => Record<string, () => Promise<T>>;
}
