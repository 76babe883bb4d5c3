// Counts as steps of heat: how much something counted, from little to much.

/** Steps of heat, from 1; 0 is what counted nothing. */
export const heatSteps = 5;

/**
 * The step of a count: the range from 1 to the largest, cut in equal parts on a logarithmic scale. Null
 * where the count is not known.
 */
export function heatOf(packets: number | null, most: number): number | null {
  if (packets === null) return null;
  if (packets === 0 || most === 0) return 0;
  const share = Math.log1p(packets) / Math.log1p(most);
  return Math.min(heatSteps, Math.max(1, Math.ceil(share * heatSteps)));
}

/** The smallest count of each step, from step 1 on: for the legend. */
export function heatLimits(most: number): readonly number[] {
  const limits = Array.from({ length: heatSteps }, (_, step) =>
    step === 0 ? 1 : Math.floor(Math.expm1((Math.log1p(most) * step) / heatSteps)) + 1,
  );
  return limits.filter((limit, index) => limit <= most && (index === 0 || limit > (limits[index - 1] ?? 0)));
}
