import { MockMain } from './mock-bridge.ts';

// The window asks for its bridge when it starts, so it is put there first.
const mock = new MockMain(new URLSearchParams(location.search));
Object.assign(window, { overlane: mock, mock });
void import('../../../renderer/main.ts');
