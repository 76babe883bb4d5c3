// Hosts of the real deployments with their rules' findings, each host read once however many tests ask.
import { readdirSync } from 'node:fs';
import type { Finding } from '../../../shared/findings/finding.ts';
import { findFindings } from '../../../shared/findings/find-findings.ts';
import { modelOf } from '../../../shared/network/build-node.ts';
import { type CaseIndex, indexCase } from '../../../shared/network/case-index.ts';
import { type EntityIndex, indexEntities } from '../../../shared/network/identity/entity-index.ts';
import { type FilledFacts, hostFacts, type Part } from '../../bundle-facts.ts';
import { sharedData } from '../../shared-data.ts';

export interface LabSnapshot {
  readonly hosts: CaseIndex;
  readonly entities: EntityIndex;
  readonly facts: readonly FilledFacts[];
  /** Of one host, or of all. */
  findings(host?: string): readonly Finding[];
}

/** Every host of a snapshot, `lab/bundles/T0-healthy`. */
export async function labSnapshot(path: string, part: Part): Promise<LabSnapshot> {
  const directory = sharedData(path);
  const facts: FilledFacts[] = [];
  for (const [index, host] of readdirSync(directory).sort().entries())
    facts.push(await hostFacts(directory, host, part, index + 1));
  return snapshotOf(facts);
}

/** The same of facts that a test changed. */
export function snapshotOf(facts: readonly FilledFacts[]): LabSnapshot {
  const hosts = indexCase(
    facts.map((each) => ({
      snapshotId: each.snapshotId,
      host: each.host,
      facts: () => each,
      flowsOf: each.flowsOf,
    })),
  );
  const entities = indexEntities(facts);
  return {
    hosts,
    entities,
    facts,
    findings: (host) =>
      hosts.nodes
        .filter((node) => host === undefined || node.host === host)
        .flatMap((node) => findFindings({ node, model: modelOf(node), hosts, entities })),
  };
}

/** A host's facts without some of its outputs, as if they had never been in the bundle. */
export function without(facts: FilledFacts, gone: (sourceId: number) => boolean): FilledFacts {
  return {
    ...facts,
    sources: new Map([...facts.sources].filter(([id]) => !gone(id))),
    of: (kind) => facts.of(kind).filter(({ sourceId }) => !gone(sourceId)),
    flowsOf: (bridge) => facts.flowsOf(bridge).filter(({ sourceId }) => !gone(sourceId)),
  };
}
