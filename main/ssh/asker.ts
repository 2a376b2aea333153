/** Who answers what ssh and sudo ask while a host is dialled. */
import type { HostId } from '../../app/model/host.ts';
import type { AskPassword } from './privilege.ts';

/** One attempt to log in. */
export interface Asking {
  /** What makes ssh ask us instead of a terminal. */
  readonly env: Readonly<Record<string, string>>;
  readonly sudoPassword: AskPassword;
  /** Whether a person is being asked at this moment. */
  isAsking(): boolean;
  /** Ends the attempt; true when a person has cancelled it. */
  end(): boolean;
}

export interface Asker {
  /** `onCancel` ends the attempt at once. */
  begin(host: HostId): Asking;
}
