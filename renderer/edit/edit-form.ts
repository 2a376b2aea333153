import type { IconName } from '../ui/icons.ts';

/** What is typed, by field id. A switch is `on` or `off`; empty means that nothing is asked for. */
export type Values = Readonly<Record<string, string>>;

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One field of a form. Its id is the path in the item: `dst`, `vxlan.ttl`. */
export interface FormField {
  readonly id: string;
  readonly label: string;
  /** One line that explains the term. */
  readonly explain: string;
  readonly kind: 'text' | 'number' | 'choice' | 'toggle';
  /** Of a choice. */
  readonly choices?: readonly Choice[];
  /** What holds when nothing is given; shown in the empty field. A toggle starts there. */
  readonly standard?: string;
  /** The heading it stands under; without one it is among the first. */
  readonly group?: string;
  /** After the value: `s`, `bytes`. */
  readonly unit?: string;
  readonly mono?: boolean;
  /** Takes the whole width. */
  readonly wide?: boolean;
  /** Said beside the label, for instance that changing it makes the device again. */
  readonly note?: string;
  /** Why it cannot be changed here. */
  readonly why?: string;
}

/** A form as data. Fields may depend on what is typed. */
export interface EditForm {
  readonly start: Values;
  fields(values: Values): readonly FormField[];
  /** The items of the intent; the domain's schemas judge them. */
  items(values: Values): readonly unknown[];
  /** What is typed now, with the suggestions that follow from it; `before` is what it was before the last field was edited. */
  follow?(now: Values, before: Values): Values;
  /** Why it cannot be applied yet, where the form alone knows. */
  blocked?(values: Values): string | undefined;
}

/** Something that can be done to a page or to one row, leading to a dialog. */
export interface Doable {
  readonly id: string;
  /** `FDB entry…`, `Unplug from br42`. */
  readonly label: string;
  readonly icon?: IconName;
  readonly why?: string;
  readonly run: () => void;
}
