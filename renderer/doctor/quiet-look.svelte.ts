import type { DoctorView, FindingView } from '../../app/contract/doctor-view.ts';
import type { Host } from '../../app/contract/host.ts';
import { call, on } from '../bridge.ts';

/** Milliseconds between two looks. Shorter: idle hosts are asked for nothing; longer: what broke is marked late. */
const EVERY_MS = 60_000;
/** After a change, when something drifted or a host came: long enough for the tables to be read again, short enough to be seen with it. */
const SOON_MS = 2_500;

/** A look at tables only, every minute, for the marks in the rail: nothing is sent, and nobody is asked while nobody is connected. */
export class QuietLook {
  view = $state.raw<DoctorView>();
  #hosts: () => readonly Host[] = () => [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking = false;
  #count = 0;
  #online = '';

  start(hosts: () => readonly Host[]): void {
    this.#hosts = hosts;
    on('apply.progress', ({ phase }) => phase === 'ended' && this.#next(SOON_MS));
    on('hosts.changed', (list) => this.#follow(list));
    on('overlays.changed', () => this.#next(SOON_MS));
    on('engine.restarted', () => this.#next(SOON_MS));
    this.#follow(hosts());
  }

  get findings(): readonly FindingView[] {
    return this.view?.findings ?? [];
  }

  /** States change many times a second; only who is connected matters. */
  #follow(hosts: readonly Host[]): void {
    const online = onlineOf(hosts).join(' ');
    if (online === this.#online) return;
    this.#online = online;
    if (online === '') this.view = undefined;
    this.#next(SOON_MS);
  }

  #next(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    const hosts = onlineOf(this.#hosts());
    if (this.#looking) return;
    if (hosts.length > 0) {
      this.#looking = true;
      this.#count += 1;
      const answer = await call('doctor.run', {
        id: `quiet-${this.#count}`,
        hosts: [...hosts],
        probes: false,
        quiet: true,
      });
      this.#looking = false;
      // What fails here fails again when somebody looks, and is said then.
      if (answer.ok && answer.value !== null) this.view = answer.value;
    }
    this.#next(EVERY_MS);
  }
}

function onlineOf(hosts: readonly Host[]): readonly Host['id'][] {
  return hosts.filter(({ status }) => status === 'online').map(({ id }) => id);
}

export const quietLook = new QuietLook();
