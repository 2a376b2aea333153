/** Chromium's own steps, those at which a window of 960 px still shows a table and text of 11 px can be read. */
const STEPS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

/** The next larger or smaller zoom; the same at either end. */
export function zoomStep(zoom: number, direction: 1 | -1): number {
  const further = STEPS.filter((step) => (step - zoom) * direction > 0.001);
  return (direction === 1 ? further[0] : further.at(-1)) ?? zoom;
}
