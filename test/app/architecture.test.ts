import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Import {
  readonly file: string;
  /** Gone once the types are: it makes no circle that runs. */
  readonly typeOnly: boolean;
  /** Relative to the checkout for a file of ours, else the package or built-in module without its sub-path. */
  readonly target: string;
}

/** At the start of a line, so that the word in a sentence is not taken for one. */
const STATIC = /^[ \t]*(?:import|export)\b([^;'"]*?\bfrom)?\s*['"]([^'"\n]+)['"]/gm;
const DYNAMIC = /\b(?:import|require)\(\s*['"]([^'"\n]+)['"]/g;

const imports = ['app', 'main', 'renderer'].flatMap((layer) => sourcesIn(layer).flatMap(importsOf));

function sourcesIn(layer: string): string[] {
  return readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => join(layer, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found = (specifier = '', typeOnly = false): Import => ({
    file,
    typeOnly,
    target: targetOf(file, specifier.replace(/\?\w+$/, '')),
  });
  return [
    ...[...text.matchAll(STATIC)].map(([, names = '', specifier]) => found(specifier, isTypeOnly(names))),
    ...[...text.matchAll(DYNAMIC)].map(([, specifier]) => found(specifier)),
  ];
}

/** `type { A }`, or `{ type A, type B }`. */
function isTypeOnly(names: string): boolean {
  if (/^\s+type\b/.test(names)) return true;
  const list =
    /\{([^}]*)\}/
      .exec(names)?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '') ?? [];
  return list.length > 0 && list.every((name) => name.trim().startsWith('type '));
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(root, resolve(root, file, '..', specifier));
  if (specifier.startsWith('node:')) return specifier;
  if (builtinModules.includes(specifier)) return `node:${specifier}`;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Every import of the file, of what it imports, and so on; type imports too, which is stricter than what is bundled. */
function reachedFrom(file: string, seen = new Set<string>()): Import[] {
  seen.add(file);
  const own = imports.filter((entry) => entry.file === file);
  return own.flatMap((entry) => [entry, ...(seen.has(entry.target) ? [] : reachedFrom(entry.target, seen))]);
}

/** The same without what is gone once the types are. */
function bundledWith(file: string, seen = new Set<string>()): Import[] {
  seen.add(file);
  const own = imports.filter((entry) => entry.file === file && !entry.typeOnly);
  return own.flatMap((entry) => [entry, ...(seen.has(entry.target) ? [] : bundledWith(entry.target, seen))]);
}

const inLayer = (layer: string) => (entry: Import) => entry.file.startsWith(`${layer}/`);
const said = (entry: Import) => `${entry.file} imports ${entry.target}`;

/** Every import of `layer` that `allowed` does not allow. */
function breaches(layer: string, allowed: (target: string, file: string) => boolean): string[] {
  return imports
    .filter(inLayer(layer))
    .filter(({ target, file }) => !allowed(target, file))
    .map(said);
}

test('the sources are read at all', () => {
  expect(imports.filter(inLayer('app')).length).toBeGreaterThan(50);
  expect(imports).toContainEqual({ file: 'main/window.ts', target: 'electron', typeOnly: false });
});

describe('app/ is the domain: pure, so that it runs on both sides of IPC and is tested in milliseconds', () => {
  test('it imports itself, valibot, ipaddr.js and yaml, nothing else: no Node, no Electron, no layer above it', () => {
    const packages = ['valibot', 'ipaddr.js', 'yaml'];
    expect(breaches('app', (target) => target.startsWith('app/') || packages.includes(target))).toEqual([]);
  });

  test('it has no clock, no randomness, no environment: the same input gives the same answer', () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.|\bprocess\.|\bperformance\.|\bsetTimeout\(|\bconsole\./;
    const found = sourcesIn('app').filter((file) => impure.test(withoutComments(file)));
    expect(found).toEqual([]);
  });
});

describe('the staircase of app/: a folder imports only those above it, so that each can be understood without the ones below', () => {
  const STAIRS: Readonly<Record<string, string>> = {
    base: 'values that know nothing of networks: everybody may use them',
    problem: 'what can be wrong is said before what it is wrong with, so that every folder can say it',
    noun: 'a kind of row knows no plan: what it needs of one is handed in (Planner)',
    guard: 'root asks what a step or a file may say, and what it reaches to know that is little',
    plan: 'loops over the nouns; what a plan is for is not its business',
    persist: 'a file is made from steps; an overlay may ask which files keep it',
    overlay: 'what is declared becomes wishes; it is judged by nobody above',
    doctor: 'looks at tables and at what was declared, and changes nothing',
    trace: 'predicts from the facts that the doctor reads',
    ssh: 'text of ssh, and whether a plan touches the session',
    change: 'what a user asks for may be about anything above',
    contract: 'what crosses a border is made of everything, and nothing is made of it',
  };
  const order = Object.keys(STAIRS);
  const stepOf = (path: string): number => order.indexOf(path.split('/')[1] ?? '');

  test('every folder has its place, and why', () => {
    const folders = new Set(sourcesIn('app').map((file) => file.split('/')[1]));
    expect([...folders].filter((folder) => folder === undefined || !order.includes(folder))).toEqual([]);
  });

  test('nothing imports upwards', () => {
    const upwards = imports
      .filter(inLayer('app'))
      .filter(({ file, target }) => target.startsWith('app/') && stepOf(target) > stepOf(file))
      .map(said);
    expect([...new Set(upwards)]).toEqual([]);
  });

  test('no circle of imports that runs: what loads first would find the other empty', () => {
    expect(circles(imports.filter(inLayer('app')).filter(({ typeOnly }) => !typeOnly))).toEqual([]);
  });

  test("a noun's folder knows other nouns by their folders only: never by the list, nor by what is computed from it", () => {
    const computed = /^app\/noun\/(nouns|step|step-argv|items|orphans|durable|parse|query|monitor|row-command)\.ts$/;
    const found = imports.filter(
      ({ file, target, typeOnly }) => /^app\/noun\/\w+\//.test(file) && computed.test(target) && !typeOnly,
    );
    expect(found.map(said)).toEqual([]);
  });

  test('what a step is, is asked of its noun: no test of the beginning of its name where all nouns are meant', () => {
    const guess = /\.do\.startsWith\(|\.do\.slice\(|'(owner|dst)' in step/;
    const found = sourcesIn('app/plan').concat(
      sourcesIn('app/noun').filter((file) => /^app\/noun\/[\w-]+\.ts$/.test(file)),
    );
    expect(found.filter((file) => guess.test(withoutComments(file)) && file !== 'app/plan/touched.ts')).toEqual([]);
  });
});

/** The first circle of each start: a list of files, each of which imports the next. */
function circles(edges: readonly Import[]): readonly string[] {
  const of = new Map<string, string[]>();
  for (const { file, target } of edges) of.set(file, [...(of.get(file) ?? []), target]);
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) found.push([...way.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of of.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of of.keys()) walk(file, []);
  return found;
}

describe('main/ touches the machine', () => {
  test('it never imports the window: what the window needs is said in app/contract, once', () => {
    expect(breaches('main', (target) => !target.startsWith('renderer/'))).toEqual([]);
  });

  test('only the shell imports Electron: engine, transports, lab and command line run under plain Node, where they are tested', () => {
    const shell = ['main/index.ts', 'main/window.ts', 'main/close-question.ts', 'main/preload.ts', 'main/ipc/serve.ts'];
    expect(breaches('main', (target, file) => target !== 'electron' || shell.includes(file))).toEqual([]);
  });

  test('the engine reaches hosts only through the Transport port: lab, local and SSH then differ in nothing else', () => {
    const reach = /^main\/(transport|lab|helper|ipc|cli)\/|^node:child_process$|^execa$/;
    // The one file that makes and ends the lab's hosts; what it hands on are transports.
    const maker = 'main/engine/lab-hosts.ts';
    expect(breaches('main/engine', (target, file) => !reach.test(target) || file === maker)).toEqual([]);
  });

  test('a transport does not know the engine that uses it, nor who asked', () => {
    expect(breaches('main/transport', (target) => !/^main\/(engine|ipc|cli)\//.test(target))).toEqual([]);
  });

  test('what the command line says passes one door, where nothing from outside reaches a terminal as it is', () => {
    const files = readdirSync(join(root, 'main/cli'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const says = (file: string): boolean =>
      /process\.std(out|err)\.write|console\./.test(readFileSync(join(root, 'main/cli', file), 'utf8'));
    expect(files.filter(says)).toEqual(['print.ts']);
  });

  test('the command line does not know IPC, and IPC does not know the command line: two thin faces over one engine', () => {
    expect(breaches('main/cli', (target) => !target.startsWith('main/ipc/'))).toEqual([]);
    expect(breaches('main/ipc', (target) => !target.startsWith('main/cli/'))).toEqual([]);
  });

  test('nothing in the product imports the launcher: it exists only in a checkout', () => {
    expect(breaches('main', (target) => !target.startsWith('main/launch/'))).toEqual([]);
  });
});

describe('main/helper/index.ts runs as root', () => {
  test('what it reaches is the domain, the transports and the tools they stand on: no window, no engine, no command line', () => {
    const own = /^(app|main\/helper|main\/transport)\/|^main\/lab\/(machine|proc|script|raw)\b|^node:/;
    const found = reachedFrom('main/helper/index.ts').filter(({ target }) => !own.test(target));
    expect(found.map(said).filter((text) => !/ imports (valibot|ipaddr\.js|execa)$/.test(text))).toEqual([]);
  });

  test('of the domain it reaches what judges and runs a step and asks a question: no planner, no file format, no overlay', () => {
    const known = /^app\/(base|problem|noun|guard|contract)\/|^app\/doctor\/query\.ts$|^(?!app\/)/;
    const found = bundledWith('main/helper/index.ts').filter(({ target }) => !known.test(target));
    expect([...new Set(found.map(said))]).toEqual([]);
  });

  test('it never reaches what installs or starts it: root has no use for another way to become root', () => {
    const outside = /^main\/helper\/(start|client|install|elevate)|^sudo-prompt$|^electron$/;
    expect(reachedFrom('main/helper/index.ts').filter(({ target }) => outside.test(target))).toEqual([]);
  });
});

describe('renderer/ is a sandboxed page', () => {
  test('it imports app/ and browser packages: it reaches main only through app/contract/ipc and the bridge', () => {
    const packages = ['svelte', '@lucide/svelte', 'valibot', 'ipaddr.js'];
    // Its build configuration runs in Node, not in the page.
    const allowed = (target: string, file: string) =>
      /^(app|renderer)\//.test(target) || packages.includes(target) || file === 'renderer/vite.config.ts';
    expect(breaches('renderer', allowed)).toEqual([]);
  });

  test("it never writes markup from data: names come from other people's machines", () => {
    const found = sourcesIn('renderer').filter((file) =>
      /\{@html|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML/.test(withoutComments(file)),
    );
    expect(found).toEqual([]);
  });
});

describe('shape', () => {
  test('lines wrap at 120 and prettier says where', () => {
    const files = ['app', 'main', 'renderer'].flatMap(sourcesIn);
    expect(files.filter((file) => readFileSync(join(root, file), 'utf8').includes('prettier-ignore'))).toEqual([]);
  });
});

describe('names', () => {
  test('no barrel, no utils, no manager: a file is found by its noun', () => {
    const files = ['app', 'main', 'renderer']
      .flatMap(sourcesIn)
      // Three entries, and the contract with the root helper, which is a noun here.
      .filter((file) => !/^main\/((cli|helper)\/)?index\.ts$|^app\/contract\/helper\.ts$/.test(file));
    expect(files.filter((file) => /(^|\/)(index|utils?|helpers?|manager|common|misc)\.ts$/i.test(file))).toEqual([]);
  });
});

function withoutComments(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
