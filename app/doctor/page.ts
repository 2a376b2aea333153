export interface Page {
  readonly title: string;
  /** How it shows, and what looks alike. */
  readonly shows: string;
  /** What is written of it: kernel file, man page, RFC. */
  readonly source: string;
  /** Where it is not said. */
  readonly except?: string;
}

export const page = (title: string, shows: string, source: string, except?: string): Page => ({
  title,
  shows,
  source,
  ...(except !== undefined && { except }),
});
