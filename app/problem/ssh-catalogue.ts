/** The problems of reaching a host by SSH and of becoming root there; part of the catalogue. */
export const SSH_CATALOGUE = {
  'ssh-unreachable': {
    title: 'Host does not answer',
    text: '{host} cannot be reached by SSH: {message}.',
    remedy: 'Check that it runs and that its name and port are right; it is tried again by itself.',
  },
  'ssh-lost': {
    title: 'Connection lost',
    text: 'The SSH connection to {host} ended: {message}.',
    remedy: 'The tables keep what was read last; the connection is made again by itself.',
  },
  'ssh-name-unknown': {
    title: 'Name not known',
    text: '{host} is neither an alias of your SSH configuration nor a name that can be looked up.',
    remedy: 'Correct the name, or add it to ~/.ssh/config.',
  },
  'ssh-denied': {
    title: 'Login refused',
    text: '{host} accepted none of your keys and passwords: {message}.',
    remedy: 'Try "ssh {host}" in a terminal; press F5 to be asked again.',
  },
  'ssh-cancelled': {
    title: 'Login cancelled',
    text: 'You did not answer what {host} asked.',
    remedy: 'Press F5 to be asked again.',
  },
  'ssh-unanswered': {
    title: 'Login needs an answer',
    text: '{host} asks for a password, a passphrase or about its key, and nobody can be asked here.',
    remedy: 'Log in once with "ssh {host}" in a terminal, or use a key from your agent.',
  },
  'ssh-host-key-unknown': {
    title: 'Host key not accepted',
    text: 'The key of {host} is not known, and you did not accept it.',
    remedy: 'Compare its fingerprint with the host owner, then press F5 and accept it.',
  },
  'ssh-host-key-changed': {
    title: 'Host key has changed',
    text: '{host} shows another key than the one you accepted before: it was installed anew, or somebody else answers.',
    remedy: 'Ask its owner. Only if the new key is right, forget the old one with: {command}.',
  },
  'ssh-config': {
    title: 'SSH configuration refused',
    text: 'ssh does not accept your configuration: {message}.',
    remedy: 'Correct the line it names; "ssh -G {host}" shows what it reads.',
  },
  'ssh-missing': {
    title: 'ssh is not installed',
    text: 'There is no ssh program on this computer.',
    remedy: 'Install the Debian package openssh-client.',
  },
  'ssh-shell': {
    title: 'No usable shell',
    text: 'The login on {host} did not start a shell that answers: {message}.',
    remedy:
      'The account needs a login shell, with start-up files (.bashrc, .profile) that start nothing else, and the host needs sh, dd and setsid (util-linux or busybox).',
  },
  'ssh-startup-file': {
    title: 'Another program answers',
    text: 'The login on {host} works, but another program reads what was meant for its shell: {message}.',
    remedy:
      'A start-up file of the account there (.bashrc, .profile, .zshenv) starts it, most likely by "exec": let it do so only on a terminal, with [ -t 0 ] before it.',
  },
  'ssh-failed': {
    title: 'SSH failed',
    text: 'ssh to {host} ended: {message}.',
    remedy: 'Try "ssh {host}" in a terminal and read the details.',
  },
  'sudo-missing': {
    title: 'Read-only: no sudo',
    text: 'The login on {host} is not root, and neither sudo nor doas is installed there.',
    remedy: 'Install sudo there, or log in as root; reading goes on.',
  },
  'doas-refused': {
    title: 'Read-only: doas refuses',
    text: 'doas on {host} does not let this user become root without a password: {message}.',
    remedy: 'Allow it with "permit nopass USER" in /etc/doas.conf there, or log in as root; reading goes on.',
  },
  'sudo-tty': {
    title: 'Read-only: sudo wants a terminal',
    text: 'sudo on {host} is set up with requiretty and refuses to run without a terminal.',
    remedy: 'Allow it with "Defaults:USER !requiretty" in sudoers there, or log in as root; reading goes on.',
  },
  'sudo-wrong-password': {
    title: 'Read-only: wrong password',
    text: 'sudo on {host} did not accept the password.',
    remedy: 'Press F5 to be asked again; reading goes on.',
  },
  'sudo-not-allowed': {
    title: 'Read-only: not in sudoers',
    text: 'sudo on {host} does not let this user become root: {message}.',
    remedy: 'Ask its owner for the right, or log in as another user; reading goes on.',
  },
  'sudo-cancelled': {
    title: 'Read-only: no password given',
    text: 'sudo on {host} needs a password and none was given.',
    remedy:
      'Press F5 to be asked again; a rule for single programs, such as ip, is not enough: it has to allow sh. Reading goes on.',
  },
  'sudo-failed': {
    title: 'Read-only: sudo failed',
    text: 'sudo on {host} failed: {message}.',
    remedy: 'Try "sudo true" there; reading goes on.',
  },
  'ssh-hosts-invalid': {
    title: 'List of hosts ignored',
    text: '{path} is not valid: {reason}.',
    remedy: 'It is left as it is and hosts that you add now are not kept; correct or remove it.',
  },
  'ssh-host-name': {
    title: 'Not a host',
    text: '"{name}" is neither an alias nor user@host:port.',
    remedy: 'Choose an alias of your SSH configuration, or write user@host or user@host:port.',
  },
  'dead-man-not-armed': {
    title: 'Rollback not armed',
    text: 'The change would touch what carries the connection to {host}, and its rollback could not be armed there: {message}.',
    remedy: 'Nothing was changed on {host}. Read the details and apply again.',
  },
  'dead-man-reverted': {
    title: 'Taken back by the host',
    text: '{host} took the change back by the rollback that waited there, since it was not kept in time.',
    remedy: 'Look at what kept it from being kept, then plan it again.',
  },
  'dead-man-settled': {
    title: 'An interrupted change has ended',
    text: '“{title}” was interrupted on {hosts} and has ended: {how}.',
    remedy: 'Look at the tables for what is there now; the history has every command.',
  },
  'dead-man-declined': {
    title: 'Not kept',
    text: 'The change was not confirmed, so the hosts took it back.',
    remedy: 'Plan it again when you want it.',
  },
  'dead-man-unknown': {
    title: 'End of the change not known',
    text: '{host} cannot be reached to see whether it took the change back.',
    remedy: 'It does so by itself unless it was confirmed; look at the tables when it answers again.',
  },
} as const;
