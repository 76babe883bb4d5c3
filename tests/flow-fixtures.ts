// Real dumps of flows, for tests: those among the fixtures, and those of the lab's bundles where they are.
import { readFileSync } from 'node:fs';
import { ovsOfctlDumpFlows } from '../shared/commands/open-vswitch/ovs-ofctl-dump-flows.ts';
import type { FlowFact } from '../shared/facts.ts';
import { linesOf, readFixture } from './openvswitch-output.ts';
import { readLines } from './read-lines.ts';

/** The flows of a fixture, as the import reads them. */
export function fixtureFlows(name: string): readonly FlowFact[] {
  return readFixture(ovsOfctlDumpFlows, name).of('flow');
}

/** The flows of a dump's text. */
export function flowsOfText(text: string): readonly FlowFact[] {
  return readLines(ovsOfctlDumpFlows, linesOf(text)).of('flow');
}

export function flowsOfFile(path: string): readonly FlowFact[] {
  return flowsOfText(readFileSync(path, 'utf8'));
}
