/** Files' texts, put into the bundle at build time by Vite (and by vitest). */
declare module '*.policy?raw' {
  const text: string;
  export default text;
}
declare module '*/overlane-helper?raw' {
  const text: string;
  export default text;
}
