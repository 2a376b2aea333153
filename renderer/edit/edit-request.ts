import type { HostId } from '../../app/base/host.ts';
import type { EditForm, Values } from './edit-form.ts';

/** Everything that the dialog needs to know before it opens. */
export interface EditRequest {
  /** The dialog's heading: `Add FDB entry on alpha`. */
  readonly title: string;
  /** The plan's own title says it better, as soon as there is one. */
  readonly named?: boolean;
  /** What the one button does: `Add FDB entry`, `Delete 12 entries`. */
  readonly verb: string | ((values: Values) => string);
  /** Said when it is done: `12 FDB entries deleted on alpha.` */
  readonly done: string | ((values: Values) => string);
  /** Takes something away, so the button is not the accent's. */
  readonly danger?: boolean;
  readonly form?: EditForm;
  /** The form lists its items and shows what is wrong with each. */
  readonly byItem?: boolean;
  /** What is asked of main, from what is typed. */
  intent(values: Values): unknown;
  /** After it was done, or done in part. */
  after?(): void;
  /** Where a device of another program can be unlocked. */
  readonly host?: HostId;
}

/** An edit of one host, by a form. */
export interface FormRequest {
  readonly host: HostId;
  readonly title: string;
  readonly verb: string;
  readonly done: string;
  readonly form: EditForm;
}
