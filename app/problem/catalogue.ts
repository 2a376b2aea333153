/**
 * Every problem Overlane can state: code → title, what happened, what to do.
 * `{name}` is replaced by the fact of that name. Texts are sentences; the command and its output stay in *details*.
 */
import { SSH_CATALOGUE } from './ssh-catalogue.ts';
import { UNDERLAY_CATALOGUE } from './underlay-catalogue.ts';

export interface CatalogueEntry {
  readonly title: string;
  readonly text: string;
  readonly remedy: string;
}

const entry = (title: string, text: string, remedy: string): CatalogueEntry => ({ title, text, remedy });

export const CATALOGUE = {
  bug: entry(
    'Unexpected error',
    'Overlane hit a case it was not written for: {message}.',
    'Copy the details and report it, and look at the tables for what is there now.',
  ),
  'engine-ended': entry(
    'The engine ended',
    'The part of Overlane that talks to the hosts ended by itself ({message}).',
    'Close the window and start it again; a change that was interrupted is offered to be rolled back.',
  ),
  'engine-restarted': entry(
    'The engine was started again',
    'The part of Overlane that talks to the hosts ended by itself ({message}) and was started again.',
    'A change that was interrupted is offered to be rolled back; a lab that this window had started is a new one.',
  ),
  'bad-input': entry('Not valid', '{field}: {reason}.', 'Correct the field and try again; nothing was changed.'),
  'output-malformed': entry(
    'Output not understood',
    '{command} printed something that is not valid JSON: {reason}.',
    'Run the command on the host to see its output; the table keeps its last known rows.',
  ),
  'output-flood': entry(
    'Output without end',
    '{command} on {host} printed more than 512 MiB and was stopped.',
    'Run the command there to see what it prints; the table keeps its last known rows.',
  ),
  'row-malformed': entry(
    'Entry not understood',
    '{command} printed {count} entries without a usable {field}; the first is number {first}.',
    'All other rows are shown; run the command on the host to see these.',
  ),
  'command-failed': entry(
    'Command failed',
    '{command} ended with exit code {exitCode}: {message}.',
    'Read the message in the details; the host was left as the tables show it.',
  ),
  'command-timeout': entry(
    'Command took too long',
    '{command} did not end within {seconds} s and was stopped.',
    'Check that the host still answers, then try again.',
  ),
  'host-slow': entry(
    'The host was slow',
    '{host} took {seconds} s to answer, so it was asked again ({command}).',
    'Nothing to do. Other programs kept its kernel busy, most likely by making or removing many links.',
  ),
  'iproute2-missing': entry(
    'iproute2 is not installed',
    '{program} on {host} is {instead}, which cannot say what Overlane has to know.',
    'Install iproute2 there and press F5: apk add iproute2 (Alpine), opkg install ip-full ip-bridge (OpenWrt), apt install iproute2 (Debian).',
  ),
  'command-missing': entry(
    'Program not found',
    '{program} is not installed on {host}.',
    'Install it there and press F5 (Debian and Ubuntu: {package}).',
  ),
  'host-gone': entry('Host is gone', '{host} no longer exists.', 'Start the lab again, or remove the host.'),
  'host-unreachable': entry(
    'Host does not answer',
    'The tables of {host} could not be read yet, or not any more.',
    'Wait a moment, press F5, and look at the commands drawer if it stays so.',
  ),
  'host-unknown': entry('No such host', 'There is no host named {host}.', 'Known hosts: {known}.'),
  'host-read-only': entry('Read-only', '{host} can only be looked at: {reason}.', '{remedy}'),
  'not-permitted': entry(
    'Not permitted',
    'The kernel refused {command}: {message}.',
    'This needs CAP_NET_ADMIN in the namespace; use a lab host or administrative access.',
  ),
  'netns-unreadable': entry(
    'Namespace not readable',
    'The tables of namespace {netns} cannot be read without administrative access.',
    'Start Overlane as root, or wait for administrative access in this window.',
  ),
  'netns-too-many': entry(
    'Not all namespaces are read',
    '{host} has {count} namespaces; the first {most} are read.',
    'Remove those that nobody uses there (ip netns del); a container runtime that died may have left them.',
  ),
  'lab-userns-forbidden': entry(
    'Lab needs user namespaces',
    'This kernel does not let an ordinary user make a user namespace ({setting} is {value}).',
    'Allow it with {fix}, or start Overlane as root.',
  ),
  'lab-not-running': entry('No lab', 'The lab is not running.', 'Start it with: overlane lab up.'),
  'lab-running': entry(
    'Lab is running',
    'A lab named {name} is already running.',
    'Use it, or end it with: overlane lab down.',
  ),
  'lab-start-failed': entry(
    'Lab did not start',
    'The lab ended while it was being set up: {message}.',
    'Read the details; nothing of it is left behind.',
  ),
  'row-gone': entry(
    'Row is gone',
    'The host no longer has this row.',
    'Close the details; the table shows what is there.',
  ),
  'plan-stale': entry(
    'The host has changed',
    '{what} on {host} changed after this plan was made.',
    'Look at the new plan and apply that.',
  ),
  'overlay-declared-since': entry(
    'Declared anew since',
    'What {name} is declared to be changed after this plan was made.',
    'Look at the new plan and apply that.',
  ),
  'overlay-file-since': entry(
    'The file was changed since',
    '{path} was changed after this plan was made.',
    'Look at the new plan and apply that.',
  ),
  'plan-unknown': entry(
    'Plan not known',
    'This plan was made before a restart or was already applied.',
    'Preview it again.',
  ),
  'plan-empty': entry(
    'Nothing to do',
    'The hosts are already as asked.',
    'Change something in the form, or leave it as it is.',
  ),
  'apply-busy': entry('Busy', 'Another plan is being applied on {host}.', 'Wait for it to end.'),
  'host-locked': entry(
    'Somebody else is changing it',
    '{host} is being changed by another process of Overlane ({about}).',
    'Wait for it to end, then look at the tables and plan anew.',
  ),
  'host-unlocked': entry(
    'The host keeps no lock',
    '{host} cannot keep others of Overlane from changing it at the same time: {reason}.',
    'Nothing to do where you are the only one. Else install util-linux there, or agree who changes it.',
  ),
  'apply-cancelled': entry('Cancelled', 'You cancelled after {done} of {total} steps.', 'Apply again when ready.'),
  'step-failed': entry(
    'A step failed',
    'Step {step} on {host} failed: {message}.',
    'Correct the cause and apply again.',
  ),
  'rolled-back': entry(
    'Rolled back',
    'Nothing changed: {done} steps were done and taken back.',
    'Correct the cause and apply again.',
  ),
  diverged: entry(
    'Not as before',
    '{host} could not be brought back completely: {what} differs.',
    'Open the host and compare; the commands to finish are in the details.',
  ),
  'recovery-pending': entry(
    'Unfinished change',
    'A change to {hosts} was interrupted after {done} of {total} steps.',
    'Roll it back, or keep what was done.',
  ),
  'needs-recreation': entry(
    'Made again',
    'The kernel cannot change {options} on {dev} in place: it is removed, made again and set as before.',
    'Traffic through it stops for a moment.',
  ),
  'recreated-otherwise': entry(
    'Not quite as before',
    'Of {dev} not all comes back as it was: {changes}.',
    'Add what is still needed afterwards.',
  ),
  'ageing-not-never': entry(
    'Ages all the same',
    'The kernel has no "never" for a vxlan: {dev} will forget learned entries after its default, {seconds} s.',
    'Give a long time instead, or switch learning off.',
  ),
  'goes-along': entry(
    'Goes along',
    '{act} takes {along} along.',
    'Undo brings back what can be made again; look at the commands to take it back.',
  ),
  'rule-rests': entry(
    'Rule rests',
    'There is no {dev} now: the rule is kept and asked for nothing until a device of that name comes.',
    'Check the name, or make the device.',
  ),
  'vlan-idle': entry(
    'VLANs not filtered',
    '{bridge} does not filter VLANs now: the entry stands in its table and has no effect until it does.',
    'Switch VLAN filtering of {bridge} on when the VLANs of all its ports are as wanted.',
  ),
  'not-restorable': entry(
    'Cannot be made again',
    '{what} cannot be made again by undoing this.',
    'Note how it was made, or move it away first, if it is still needed.',
  ),
  'foreign-device': entry(
    'Kept by another program',
    '{name} belongs to {owner}, which would put back or trip over a change.',
    'Change it through {owner}, or unlock it for this session first.',
  ),
  'option-unavailable': entry(
    'Not available here',
    '{option} needs iproute2 {since} or newer; this host has {have}.',
    'Leave the option as it is, or update iproute2 on the host.',
  ),
  'undo-skipped': entry(
    'No longer applies',
    'This no longer applies on {host}: {what} ({now}).',
    'It is left out; the host has moved on since.',
  ),
  'undo-elsewhere': entry(
    'Made elsewhere',
    '“{title}” was made on {what}: {host} is another host now, and nothing of the change is on it.',
    'It is left as it is. Take back a later change by its id (overlane history).',
  ),
  'undo-unknown': entry(
    'Nothing to undo',
    'There is no change to take back: {reason}.',
    'Look at the history for what can be undone.',
  ),
  'overlay-unadoptable': entry(
    'Cannot be adopted',
    '{id} is there and cannot be declared as it is. {why}',
    'It stays as it is; "overlane overlay adopt" lists what can be adopted.',
  ),
  'undo-passed': entry(
    'Passed over',
    'Nothing to do for "{title}" ({id}): {reason}.',
    'It is left as it is; the change before it is next.',
  ),
  'undo-host-away': entry(
    'A host of the change is not connected',
    '{host} is not connected, and "{title}" was made there too: nothing was taken back.',
    'Connect {host} and undo again, or take it back on the other hosts only (--reachable-only).',
  ),
  'undo-left': entry(
    'Taken back in part',
    '{host} is not connected, so its part of "{title}" stays.',
    'Undo that change again when {host} is back: what is left of it is kept.',
  ),
  'recovery-unknown': entry(
    'Nothing to recover',
    'There is no unfinished change to settle: {reason}.',
    'The changes that were interrupted are listed by overlane recover.',
  ),
  'recovery-claimed': entry(
    'Left as it is',
    'On {host} this was left: {what}. It belongs to {by}.',
    'Take that back, or destroy it, to have this gone.',
  ),
  'overlay-file': entry(
    'Overlay file not understood',
    'Line {line}, column {column}: {reason}.',
    'Correct that place and read the file again; nothing was changed.',
  ),
  'overlay-unknown': entry('No such overlay', 'There is no overlay named {name}.', 'Known overlays: {known}.'),
  'overlay-record-dead': entry(
    'Nothing of it is left',
    'Nothing that linking {name} made is there any more: {what}.',
    'Forget this record, which changes no host: overlane unlink {name} --forget, or Forget the record in the window.',
  ),
  'overlay-member-failed': entry(
    'One host is left out',
    '{host} could not be made as {name} says and {state}; the other hosts are as they should be.',
    'Correct what is said below about {host}, then repair {name}.',
  ),
  'left-alone': entry(
    'Left as it is',
    'The {what} on {host} is left as it is: {why}.',
    'Nothing to do. Remove it by hand when nobody needs it any more.',
  ),
  'overlay-member-away': entry(
    'A member is not connected',
    '{host} is not connected, so its part of {name} is left as it is.',
    'Repair {name} when {host} is back.',
  ),
  'overlay-member-left': entry(
    'A member is not connected',
    '{host} is not connected, so what it has of {name} stays there, and {host} stays declared.',
    'Destroy {name} again when {host} is back.',
  ),
  'overlay-member-forgotten': entry(
    'A member is not connected',
    '{host} is not connected, so what it has of {name} stays there, although it is no member any more.',
    'Undo this and do it again when {host} is back, or adopt what is left there (overlane overlay adopt) and destroy it.',
  ),
  'ethtool-missing': entry(
    'ethtool is not installed',
    'ethtool is not installed on {host}, so the checksum offload of its tunnels stays on; the rest of {name} is not affected.',
    'Install the package ethtool on {host}, connect it again, then repair {name}.',
  ),
  'checksum-kernel': entry(
    'Wrong checksums behind NAT',
    '{host} runs Linux {kernel}: kernels before 5.7 send wrong checksums through NAT inside a tunnel.',
    'Turn the checksum offload of the tunnels off (txChecksumOff) if services behind NAT hang.',
  ),
  'overlay-exists': entry(
    'Name is taken',
    'There is already an overlay named {name}.',
    'Choose another name, or take the other one apart first.',
  ),
  'verify-missing': entry(
    'Not as planned',
    'After applying, {what} is missing on {host}.',
    'Something else on the host removed or refused it; look at that table.',
  ),
  'link-down': entry('A link is down', '{dev} on {host} is down.', 'Set it up: {command}.'),
  'link-missing': entry(
    'A link is missing',
    '{dev} no longer exists on {host}.',
    'Take the overlay apart and link the hosts again.',
  ),
  'layer-underlay': entry(
    'The underlay fails',
    '{from} cannot reach {to} at {address} on the underlay.',
    'Check the underlay link, its addresses and the cabling between the two.',
  ),
  'layer-udp-port': entry(
    'UDP ports differ',
    '{a} sends to UDP port {portA}, {b} listens on {portB}.',
    'Re-create one vxlan device with the other port.',
  ),
  'layer-vni': entry(
    'VNIs differ',
    '{a} uses VNI {vniA}, {b} uses VNI {vniB}.',
    'Re-create one vxlan device with the other VNI.',
  ),
  'layer-fdb': entry(
    'FDB entry missing',
    '{host} has no FDB entry on {dev} that leads to {address}.',
    'Add the flood entry for that VTEP.',
  ),
  'layer-neighbour': entry(
    'No neighbour',
    '{host} cannot resolve {address} on {dev}.',
    'Check that broadcast reaches the other side: the flood entry, and the other bridge.',
  ),
  'layer-route': entry(
    'No route',
    '{host} has no route to {address} through the overlay.',
    'Add the route to the other subnet through the other VTEP.',
  ),
  'layer-endpoint': entry(
    'The endpoint does not answer',
    'The tunnel is up, but {address} behind {host} does not answer.',
    'Check the address, the default route and the link state inside namespace {netns}.',
  ),
  'layer-mtu': entry(
    'Packets are too large',
    'Packets over {size} bytes do not pass between {from} and {to}.',
    'Lower the MTU of the vxlan device, the bridge and both veth ends to {mtu}.',
  ),
  'admin-dismissed': entry(
    'Not authorised',
    'The password dialog was closed.',
    'Switch administrative access on again when ready; reading goes on.',
  ),
  'admin-denied': entry(
    'Not authorised',
    'polkit refused: the password was wrong, or this account may not have administrative access here.',
    'Try again, or have the rule for io.github.overlane.helper changed by whoever keeps this machine; reading goes on.',
  ),
  'admin-no-agent': entry(
    'Nobody to ask for the password',
    'No polkit authentication agent runs in this session.',
    'Start the agent of your desktop (polkit-gnome, polkit-kde, lxpolkit), or start Overlane as root; reading goes on.',
  ),
  'admin-no-polkit': entry(
    'polkit does not answer',
    'pkexec could not reach polkit: {message}.',
    'Start the services dbus and polkit, or start Overlane as root; reading goes on.',
  ),
  'admin-no-pkexec': entry(
    'pkexec is not installed',
    'Administrative access is asked for through pkexec, which is not here.',
    'Install the Debian package pkexec (older systems: policykit-1), or start Overlane as root; reading goes on.',
  ),
  'admin-not-installed': entry(
    'Helper not installed',
    'The helper that changes this computer is not installed at {path}.',
    'Press Install helper, or run “overlane admin install”: both say first exactly what they write; reading goes on.',
  ),
  'admin-outdated': entry(
    'Helper is outdated',
    'The installed helper speaks protocol {found}, this version of Overlane speaks {wanted}.',
    'Install the helper again (“overlane admin install”), or update the package; reading goes on.',
  ),
  'admin-start-failed': entry(
    'Helper did not start',
    'The helper ended before it was ready: {message}.',
    'Read the details, install the helper again and try once more; reading goes on.',
  ),
  'admin-ended': entry(
    'Administrative access ended',
    'The helper that changes this computer ended: {message}.',
    'Look at the tables for what was done, then switch administrative access on again.',
  ),
  'install-not-possible': entry(
    'Helper cannot be installed',
    'The helper cannot be installed from here: {reason}.',
    'Install the deb or rpm package, or run overlane as root.',
  ),
  'install-failed': entry(
    'Helper was not installed',
    'Nothing of the helper was left behind: {message}.',
    'Read the details and try again.',
  ),
  'install-differs': entry(
    'Helper is not as shown',
    'After installing, {path} is not what was shown before.',
    'Something changed it meanwhile: remove the helper, and find out what before installing it again.',
  ),
  'uninstall-failed': entry(
    'Helper was not removed',
    'The helper could not be removed: {message}.',
    'Read the details and try again.',
  ),
  'install-package': entry(
    'Helper belongs to a package',
    'The helper at {path} was installed by the system package.',
    'Update or remove that package instead.',
  ),
  'overlay-file-left': entry(
    'The file was changed since',
    '{path} is no longer as the change left it, so it stays as it is.',
    'Compare its members with what is declared (overlane overlay list) and correct it by hand.',
  ),
  'overlay-file-unwritable': entry(
    'Overlay file not written',
    '{path} cannot be written: {reason}.',
    'Free some space or correct the permissions, then correct the members in it by hand, or join and leave again.',
  ),
  'file-unreadable': entry(
    'File not readable',
    '{path} cannot be read: {reason}.',
    'Check the path and its permissions.',
  ),
  'file-unwritable': entry(
    'File not written',
    '{path} cannot be written: {reason}.',
    'Free some space or correct the permissions; the setting holds until the window closes.',
  ),
  'persist-link-missing': entry(
    'Not there to be kept',
    'There is no device {name} on {host}.',
    'Collect again, or leave it out.',
  ),
  'persist-empty': entry(
    'Nothing to keep',
    'Nothing that Overlane can make again was chosen on {host}.',
    'Choose a vxlan, a bridge or a cable; network cards are set up by the host itself.',
  ),
  'persist-nothing-kept': entry('Nothing is kept', 'Overlane keeps nothing of that on {host}.', 'Nothing to do.'),
  'persist-by-script': entry(
    'Done by the script',
    '{what}: {reason}.',
    'The script that is written beside it does this at boot.',
  ),
  'persist-not-started': entry(
    'Nobody runs the script at a start',
    '{host} runs neither systemd nor the service "local" of OpenRC, so nothing there runs {path} when it starts.',
    'Have its init run it: on OpenRC "rc-update add local default" and keep again, with runit or BusyBox a line "sh {path}" in /etc/rc.local. With ifupdown, only what its stanzas cannot say is in there.',
  ),
  'kept-files-stale': entry(
    'Kept files say otherwise',
    'The files that keep {name} on {host} across reboots do not know of this change: the next start would bring back what was.',
    'Write them again afterwards: "overlane persist", or Keep on the page of the host.',
  ),
  'persist-not-sayable': entry(
    'File cannot be written',
    '{path} {reason}.',
    'Choose the format "script", or keep fewer entries.',
  ),
  'doctor-found': entry('The doctor names the cause', '{says}', '{mends}'),
  'export-unwritable': entry(
    'Files not written',
    '{path} cannot be written: {reason}.',
    'Choose an empty folder that you may write to.',
  ),
  'file-foreign': entry(
    'A file that is not ours',
    '{path} on {host} was not written by Overlane, so it is left alone.',
    'Look at it and move it away, then try again.',
  ),
  'file-edited': entry(
    'A file was changed by hand',
    '{path} on {host} was changed after Overlane wrote it, so it is left alone.',
    'Remove it by hand if it is not needed as it is, then try again.',
  ),
  'journal-unwritable': entry(
    'Journal not writable',
    'The journal at {path} cannot be written: {reason}.',
    'Free some space or correct the permissions, then try again.',
  ),
  'journal-unended': entry(
    'End not written down',
    'How this ended could not be written to the journal at {path}: {reason}. What was done on the hosts stands as said here.',
    'Free some space or correct the permissions. Until then the history shows the change as interrupted: keep it there, or roll it back.',
  ),
  'journal-newer': entry(
    'Written by a newer version',
    '{what} in the journal (line {line}) was written by a newer version of Overlane and is not understood here.',
    'It is kept as it is. Update Overlane to see it whole, to take it back or to recover it.',
  ),
  'journal-torn': entry(
    'Journal line skipped',
    'Line {line} of the journal is not complete and was skipped.',
    'Nothing to do: a crash can leave one such line.',
  ),
  'settings-invalid': entry(
    'Setting ignored',
    'The setting {field} in {path} is not valid: {reason}.',
    'It was left in the file and the default is used; correct or remove it.',
  ),
  ...SSH_CATALOGUE,
  ...UNDERLAY_CATALOGUE,
} as const satisfies Record<string, CatalogueEntry>;

export type ProblemCode = keyof typeof CATALOGUE;
