// Rates as the Compare view asks for them, each with the thing that it is of.
import type { Request, Response } from '../../shared/api.ts';
import type { CountedDevice, RateKind } from '../../shared/compare/rates.ts';
import type { NetworkDevice } from '../../shared/network/model.ts';
import type { Thing } from '../../shared/notes/thing.ts';
import { comparisonsOf } from './case-comparisons.ts';
import { networkOf } from './case-network.ts';
import type { CaseSession } from './case-session.ts';

/** Rates `offset` to `offset + limit`, what stands out first. */
export function ratesWindow(
  session: CaseSession,
  { from, to, offset, limit }: Request<'compare.rates'>,
): Response<'compare.rates'> {
  const rates = comparisonsOf(session).rates(from, to);
  const [first] = rates;
  if (first === undefined) return { total: 0, rows: [] };
  const { devices } = networkOf(session).node(first.counted.snapshot);
  const named = Map.groupBy(devices, ({ name }) => name);
  const rows = rates.slice(offset, offset + limit).map(({ counted, ...rate }) => {
    const { snapshot, fact, device } = counted;
    if (device === null) return { ...rate, thing: { kind: 'flow' as const, snapshot, flow: fact } };
    const id = deviceOf(rate.kind, device, named.get(device.name) ?? [])?.id;
    const thing: Thing =
      id === undefined ? { kind: 'fact', snapshot, fact } : { kind: 'device', snapshot, id };
    return { ...rate, thing };
  });
  return { total: rates.length, rows };
}

/** Several namespaces may have a device of the name. */
function deviceOf(
  kind: RateKind,
  counted: CountedDevice,
  devices: readonly NetworkDevice[],
): NetworkDevice | undefined {
  const inPlace = devices.find(({ netns }) => netns === counted.netns);
  return kind === 'ports' ? (devices.find(({ ofport }) => ofport !== null) ?? inPlace) : inPlace;
}
