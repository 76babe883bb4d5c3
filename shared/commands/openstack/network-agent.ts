// Agents of Neutron, as the clients and the Networking API print them:
//
//   | 85c92357-d003-4310-b6e6-004fd161d24a | Open vSwitch agent | compute1 | None              | :-)   | UP    | neutron-openvswitch-agent |
import type { NetworkAgentFact } from '../../facts.ts';
import { resourceFields, type Resource } from './resource.ts';

export const networkAgent: Resource = {
  words: 'network agent',
  legacy: { program: 'neutron', name: 'agent' },
  collections: ['agents', 'agent'],
  facts: ['network-agent'],
  columns: [['ID', 'Agent Type', 'Host', 'Availability Zone', 'Alive', 'State', 'Binary']],
  longColumns: [],
  headings: [['id', 'agent_type', 'alive']],
  shown: [['heartbeat_timestamp'], ['last_heartbeat_at']],
  give(fields, { firstLine, lastLine }, sink) {
    const fact: NetworkAgentFact = {
      ...resourceFields(fields),
      type: fields.text('agent_type'),
      host: fields.text('host'),
      binary: fields.text('binary'),
      alive: fields.boolean('alive', 'is_alive'),
      adminStateUp: fields.boolean('admin_state_up', 'is_admin_state_up', 'State'),
      availabilityZone: fields.text('availability_zone'),
      configurations: fields.record('configurations', 'configuration'),
      other: {},
    };
    if (fact.id === null) return false;
    sink.fact('network-agent', { ...fact, other: fields.rest() }, firstLine, lastLine);
    return true;
  },
};
