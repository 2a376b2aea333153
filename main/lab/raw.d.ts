/** A file's text, put into the bundle at build time by Vite (and by vitest). */
declare module '*.sh?raw' {
  const text: string;
  export default text;
}
