/** What asking two hosts about the network between them can show; part of the catalogue. */
export const UNDERLAY_CATALOGUE = {
  'underlay-unreachable': {
    title: 'Not reachable',
    text: '{from} cannot reach {address} of {to}: {reason}.',
    remedy: 'Choose addresses on a network that both hosts share, or mend the network between them, then check again.',
  },
  'underlay-silent': {
    title: 'No answer',
    text: '{from} gets no answer from {address} of {to}; a filter may drop pings.',
    remedy: 'If ping is filtered there the link may work all the same: it is tried with packets before it is kept.',
  },
  'underlay-not-checked': {
    title: 'Not checked',
    text: 'Whether {from} reaches {address} was not checked: {reason}.',
    remedy: 'The link can be made all the same; it is tried with packets before it is kept.',
  },
  'underlay-other-way': {
    title: 'Another way',
    text: '{from} sends to {address} through {dev}, not through {wanted}.',
    remedy: 'Choose {dev} as the underlay device, or change the route.',
  },
  'underlay-in-tunnel': {
    title: 'A tunnel inside a tunnel',
    text: '{dev} of {from} is {what}: each packet is wrapped twice, and at most {most} bytes fit inside.',
    remedy:
      'Choose addresses of the network that carries {dev}, where both hosts have one; else leave the MTU at {most} or less.',
  },
  'underlay-behind-tunnel': {
    title: 'A tunnel covers the way',
    text: '{from} sends to {address} through {dev}, {what}, not through {wanted}: wrapped twice at best, at most {most} bytes fit inside, and in a circle where {dev} needs that way itself.',
    remedy: 'On {from}, {repair}, or give {dev} a narrower prefix; then check again.',
  },
  'underlay-path-mtu': {
    title: 'Larger than the path',
    text: 'At most {most} fits: packets of {path} bytes pass from {from} to {to}, and VXLAN adds {overhead}.',
    remedy: 'Lower the MTU to {most}, or raise it on every device between the hosts.',
  },
  'underlay-mtu-not-checked': {
    title: 'Not checked',
    text: 'The largest packet from {from} to {to} was not measured: {reason}.',
    remedy: 'Lower the MTU yourself where the path carries less than the devices.',
  },
  'underlay-port-taken': {
    title: 'Port is taken',
    text: 'UDP port {port} on {host} is used by {program}.',
    remedy: 'Choose another port for the tunnel, or end what uses it; "ss -ulnp" on the host shows it.',
  },
  'underlay-port-not-checked': {
    title: 'Not checked',
    text: 'Whether UDP port {port} is free on {host} was not checked: {reason}.',
    remedy: 'The link can be made all the same; the kernel refuses a port that is taken.',
  },
} as const;
