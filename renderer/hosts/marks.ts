import { HostMarks } from '../ui/hue.ts';

/** The marks of this window: no two of its hosts have the same one. */
export const marks = new HostMarks();
