// `ovn-nbctl ls-list`, `lr-list`, `lsp-list SWITCH` and `lrp-list ROUTER`: rows by UUID and name.
//
//   b95b0dc6-e822-4e65-be0b-fa62def53927 (neutron-f9f30395-7aa1-4b25-a668-51e917a40458)
//
// Source: ovn-nbctl(8), "Logical Switch Commands" and those that follow.
import type { FactKind } from '../../facts.ts';
import type { Command, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { lineReader } from '../open-vswitch/line-reader.ts';
import { newRouterPort, newSwitchPort } from './ovn-nbctl-show.ts';

const row = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}) \((.*)\)\s*$/;

interface Named {
  readonly uuid: string;
  readonly name: string;
  /** The switch or router that was asked for. */
  readonly owner: string | null;
}

function namesCommand(
  subcommand: string,
  fact: FactKind,
  give: (sink: Sink, named: Named, number: number) => void,
): Command {
  const title = `ovn-nbctl ${subcommand}`;
  return {
    id: `ovn-nbctl-${subcommand}`,
    title,
    facts: [fact],
    recognise(argv) {
      const [verb, target] = databaseCommandLine(argv, 'ovn-nbctl')?.words ?? [];
      if (verb !== subcommand) return null;
      return target === undefined ? {} : { target };
    },
    // Four commands print alike, and others may.
    sniff: () => false,
    parser: ({ target }, sink) =>
      lineReader(sink, title, (text, number) => {
        const [, uuid, name] = row.exec(text.trim()) ?? [];
        if (uuid === undefined || name === undefined) return false;
        give(sink, { uuid, name, owner: target }, number);
        return true;
      }),
  };
}

export const ovnNbctlLsList = namesCommand('ls-list', 'logical-switch', (sink, { uuid, name }, number) => {
  sink.fact(
    'logical-switch',
    { name: name || null, uuid, alias: null, otherConfig: {}, externalIds: {} },
    number,
    number,
  );
});

export const ovnNbctlLrList = namesCommand('lr-list', 'logical-router', (sink, { uuid, name }, number) => {
  sink.fact(
    'logical-router',
    { name: name || null, uuid, alias: null, enabled: null, options: {}, externalIds: {} },
    number,
    number,
  );
});

export const ovnNbctlLspList = namesCommand(
  'lsp-list',
  'logical-switch-port',
  (sink, { uuid, name, owner }, number) => {
    sink.fact(
      'logical-switch-port',
      { ...newSwitchPort(name, null, owner), uuid, type: null },
      number,
      number,
    );
  },
);

export const ovnNbctlLrpList = namesCommand(
  'lrp-list',
  'logical-router-port',
  (sink, { uuid, name, owner }, number) => {
    sink.fact('logical-router-port', { ...newRouterPort(name, owner), uuid }, number, number);
  },
);
