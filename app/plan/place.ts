/** Places (a link, a namespace) that steps stand on, make and need. */
import { isFile, type Step } from './step.ts';

/** Every place that must exist for the step to work. */
export function needs(step: Step): readonly string[] {
  if (step.do === 'link-set-master' && step.master !== null)
    return [...livesOn(step), `link ${step.netns}|${step.master}`];
  if (step.do === 'link-add-vxlan' && step.vxlan.dev !== undefined)
    return [...livesOn(step), `link ${step.netns}|${step.vxlan.dev}`];
  if (step.do === 'link-set-vxlan' && step.set.dev !== undefined)
    return [...livesOn(step), `link ${step.netns}|${step.set.dev}`];
  if (step.do === 'link-add-veth' && step.peer.netns !== undefined)
    return [...livesOn(step), `netns ${step.peer.netns}`];
  if (step.do === 'link-set-netns' && step.to !== '') return [...livesOn(step), `netns ${step.to}`];
  if (step.do === 'netns-del') return [`netns ${step.name}`];
  if (step.do === 'link-del') return [`link ${step.netns}|${step.name}`];
  if ('nexthops' in step && step.nexthops !== undefined)
    return [
      ...livesOn(step),
      ...step.nexthops.flatMap(({ dev }) => (dev === undefined ? [] : [`link ${step.netns}|${dev}`])),
    ];
  if ('via' in step && 'owner' in step && step.via !== undefined)
    return [...livesOn(step), `link ${step.netns}|${step.via}`];
  return livesOn(step);
}

/** Places (a link, a namespace) that a step makes: everything done on them later goes when they go. */
export function makes(step: Step): readonly string[] {
  switch (step.do) {
    case 'netns-add':
      return [`netns ${step.name}`];
    case 'link-add-vxlan':
    case 'link-add-bridge':
      return [`link ${step.netns}|${step.name}`];
    case 'link-add-veth':
      return [`link ${step.netns}|${step.name}`, `link ${step.peer.netns ?? step.netns}|${step.peer.name}`];
    default:
      return [];
  }
}

/** Places whose removal would take the step's effect along. Making or removing a thing in a host's own namespace lives on nothing. */
export function livesOn(step: Step): readonly string[] {
  if (step.do === 'netns-add' || step.do === 'netns-del' || isFile(step)) return [];
  const inside = step.netns === '' ? [] : [`netns ${step.netns}`];
  if (step.do === 'forward-accept-add' || step.do === 'forward-accept-del' || step.do === 'sysctl-set') return inside;
  if (step.do.startsWith('link-add')) return inside;
  const dev = 'dev' in step ? step.dev : 'name' in step && step.do !== 'link-del' ? step.name : undefined;
  return dev === undefined ? inside : [...inside, `link ${step.netns}|${dev}`];
}
