/** The askpass client's text, put into the bundle at build time by Vite (and by vitest). */
declare module '*/askpass-client.cjs?raw' {
  const text: string;
  export default text;
}
