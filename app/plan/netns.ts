import * as v from 'valibot';
import { NetnsName } from './field.ts';

export const NetnsStep = v.variant('do', [
  v.strictObject({ do: v.literal('netns-add'), name: NetnsName }),
  v.strictObject({ do: v.literal('netns-del'), name: NetnsName }),
]);
