import type { FileStep } from './file/steps.ts';
import { isFile, type Step } from '../plan/step.ts';
import { compileAddress } from './address/read.ts';
import { argvOf, type Invocation } from '../base/argv.ts';
import { compilePort } from './bridge/read.ts';
import { compileBridgeVlan } from './vlan/read.ts';
import { compileFdbEntry } from './fdb/read.ts';
import { fileArgv, fileShell, fileText } from './file/read.ts';
import { compileForward } from './forward/read.ts';
import { compileLink } from './link/argv.ts';
import { compileNeighbour } from './neighbour/read.ts';
import { compileNetns } from './netns/read.ts';
import { compileOffload } from './offload/read.ts';
import { compileRoute, routeFitsBatch } from './route/read.ts';
import { shellText } from '../base/shell.ts';
import { compileSysctl } from './sysctl/read.ts';

export { checkStep } from './check-step.ts';

/** The exact argv of a step. The step must have passed its schema; `checkStep` says what the schema cannot. */
export function stepArgv(step: Step): readonly string[] {
  return isFile(step) ? fileArgv(step) : argvOf(compile(step));
}

/** What the command reads from stdin; `undefined` for all that read nothing. */
export function stepInput(step: Step): string | undefined {
  return step.do === 'file-write' ? step.content : undefined;
}

/** A step as it is read, ready to paste: the exact command, or for a file one that does the same. */
export function stepText(step: Step): string {
  return isFile(step) ? fileText(step) : shellText(argvOf(compile(step)));
}

/** A step as one command of a shell script, with what it reads. */
export function stepShell(step: Step): string {
  return isFile(step) ? fileShell(step) : shellText(argvOf(compile(step)));
}

/** A step as one line for `TOOL [-n NETNS] -batch -`, which stops at the first line that fails. */
export interface BatchLine {
  readonly tool: 'ip' | 'bridge';
  readonly netns: string;
  readonly line: string;
  /** What runs the same step alone. */
  readonly argv: readonly string[];
}

/** `undefined` for what must run alone: other tools, namespaces, routes whose family only `-6` can tell, text that is no single word. */
export function stepBatch(step: Step): BatchLine | undefined {
  if (step.do === 'netns-add' || step.do === 'netns-del' || isFile(step)) return undefined;
  if ((step.do === 'route-add' || step.do === 'route-replace' || step.do === 'route-del') && !routeFitsBatch(step))
    return undefined;
  const call = compile(step);
  const { tool, netns, args } = call;
  if (args.some((word) => !/^[^\s"'\\#]+$/.test(word))) return undefined;
  return tool === 'ip' || tool === 'bridge' ? { tool, netns, line: args.join(' '), argv: argvOf(call) } : undefined;
}

function compile(step: Exclude<Step, FileStep>): Invocation {
  switch (step.do) {
    case 'address-add':
    case 'address-del':
      return compileAddress(step);
    case 'route-add':
    case 'route-replace':
    case 'route-del':
      return compileRoute(step);
    case 'fdb-add':
    case 'fdb-append':
    case 'fdb-replace':
    case 'fdb-del':
      return compileFdbEntry(step);
    case 'vlan-add':
    case 'vlan-del':
      return compileBridgeVlan(step);
    case 'neighbour-add':
    case 'neighbour-replace':
    case 'neighbour-del':
    case 'neighbour-manage':
    case 'neighbour-proxy-add':
    case 'neighbour-proxy-del':
      return compileNeighbour(step);
    case 'port-set':
      return compilePort(step);
    case 'netns-add':
    case 'netns-del':
      return compileNetns(step);
    case 'sysctl-set':
      return compileSysctl(step);
    case 'offload-set':
      return compileOffload(step);
    case 'forward-accept-add':
    case 'forward-accept-del':
      return compileForward(step);
    default:
      return compileLink(step);
  }
}
