/** A walk that fails → the shortest one found that fails in the same way. */
import type { Walked } from './walk-intent.ts';

/** Whether these changes, from the start, still end in the fault that is looked for. */
export type Fails = (walked: readonly Walked[]) => Promise<boolean>;

/** The last few alone are tried first, as they are quick. Then chunks of halving size are left out wherever that keeps the fault; then single items, then undoing in between. */
export async function shrink(
  walked: readonly Walked[],
  fails: Fails,
  isOver: () => boolean,
): Promise<readonly Walked[]> {
  let list = await dropping(await lastFew(walked, fails, isOver), fails, isOver);
  list = await eachReplaced(list, fewerItems, fails, isOver);
  list = await eachReplaced(list, withoutUndo, fails, isOver);
  return dropping(list, fails, isOver);
}

async function lastFew(walked: readonly Walked[], fails: Fails, isOver: () => boolean): Promise<readonly Walked[]> {
  for (let size = 2; size <= walked.length / 2 && !isOver(); size *= 2)
    if (await fails(walked.slice(-size))) return walked.slice(-size);
  return walked;
}

async function dropping<T>(
  whole: readonly T[],
  fails: (list: readonly T[]) => Promise<boolean>,
  isOver: () => boolean,
): Promise<readonly T[]> {
  let list = whole;
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < list.length && !isOver();) {
      const fewer = [...list.slice(0, at), ...list.slice(at + size)];
      if (fewer.length > 0 && (await fails(fewer))) list = fewer;
      else at += size;
    }
  }
  return list;
}

async function eachReplaced(
  whole: readonly Walked[],
  smaller: (one: Walked) => readonly Walked[],
  fails: Fails,
  isOver: () => boolean,
): Promise<readonly Walked[]> {
  let list = whole;
  for (let at = 0; at < list.length; at += 1) {
    let tries = smaller(list[at] as Walked);
    while (tries.length > 0 && !isOver()) {
      const [one, ...others] = tries as [Walked, ...Walked[]];
      const fewer = [...list.slice(0, at), one, ...list.slice(at + 1)];
      if (await fails(fewer)) {
        list = fewer;
        tries = smaller(one);
      } else tries = others;
    }
  }
  return list;
}

function fewerItems(one: Walked): readonly Walked[] {
  const { intent } = one;
  if (intent.kind !== 'edit' || intent.items.length < 2) return [];
  const { items } = intent;
  return items.map((_, left) => ({ ...one, intent: { ...intent, items: items.filter((_one, at) => at !== left) } }));
}

function withoutUndo({ intent, undo, redo }: Walked): readonly Walked[] {
  const [never, once] = [
    { intent, undo: false },
    { intent, undo: true },
  ];
  if (redo === true) return [never, once];
  return undo ? [never] : [];
}
