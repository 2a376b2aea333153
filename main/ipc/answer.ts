import { issueField } from '../../app/base/schema-words.ts';
import * as v from 'valibot';
import { CALLS, type CallName } from '../../app/contract/ipc.ts';
import { fail, type Problem, type Result } from '../../app/problem/problem.ts';
import type { Handlers } from './handlers-type.ts';

/** What is asked of the frame that calls: a part of Electron's WebFrameMain. */
export interface CallingFrame {
  readonly url: string;
  readonly parent: CallingFrame | null;
}

/** Only the page that we serve, in the main frame of its window, is answered; a frame that is gone already is null. */
export function isOurPage(frame: CallingFrame | null, origin: string): boolean {
  return frame !== null && frame.parent === null && frame.url.startsWith(`${origin}/`);
}

/** Parses the argument by the call's schema and asks the handler. Never rejects: what fails is a Problem. */
export async function answerCall<N extends CallName>(
  handlers: Promise<Handlers>,
  name: N,
  argument: unknown,
): Promise<Result<unknown>> {
  const parsed = v.safeParse(CALLS[name].argument, argument);
  if (!parsed.success) return fail(badInput(parsed.issues[0]));
  try {
    // The schema and the handler belong to the same name, which the compiler cannot see through a union of names.
    const handler = (await handlers)[name] as (argument: unknown) => Promise<Result<unknown>>;
    return await handler(parsed.output);
  } catch (error) {
    console.error(`overlane: ${name} failed`, error);
    return fail(bug(error));
  }
}

function badInput(issue: v.BaseIssue<unknown>): Problem {
  return {
    code: 'bad-input',
    severity: 'error',
    where: { field: v.getDotPath(issue) ?? 'argument' },
    facts: { field: issueField(issue, 'argument'), reason: issue.message },
    retry: false,
  };
}

function bug(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'bug', severity: 'error', where: {}, facts: { message }, retry: false };
}
