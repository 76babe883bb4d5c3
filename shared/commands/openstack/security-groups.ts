// Security groups and their rules, as the clients and the Networking API print them:
//
//   | 25a6903f-… | tcp         | IPv4      | 0.0.0.0/0    | 22:22      | ingress   | None                  | None                 | b0e849ba-… |
//
//   | rules           | created_at='…', direction='ingress', ethertype='IPv4', id='25a6903f-…', port_range_max='22', port_range_min='22', protocol='tcp', … |
//
// A group's `show` has its rules, without the names whose value is none. The neutron client's list of rules:
//
//   | 25a6903f-… | web            | ingress   | IPv4      | 22/tcp        | any             |
import type { SecurityGroupFact, SecurityGroupRuleFact } from '../../facts.ts';
import { dataText, type Data } from './printed-data.ts';
import { fieldsOf, type Fields } from './printed-record.ts';
import { resourceFields, type Resource } from './resource.ts';

/** The neutron client names groups by their names where they have one. */
const isId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

const anywhere: Readonly<Record<string, string>> = { IPv4: '0.0.0.0/0', IPv6: '::/0' };

/** `22:80`, `22`, `type=8:code=0`, `type=8`, ''. */
function rangeOf(text: string): readonly [number | null, number | null] {
  const [, from, to] = /^(?:type=)?(\d{1,5})(?::(?:code=)?(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const icmp = text.includes('type=');
  if (from === undefined) return [null, null];
  return [Number(from), to === undefined ? (icmp ? null : Number(from)) : Number(to)];
}

function ruleOf(fields: Fields): SecurityGroupRuleFact {
  const ethertype = fields.text('ethertype');
  const [printedPorts, printedProtocol] =
    /^(?:(.*)\/)?([^/]*)$/.exec(fields.text('port/protocol') ?? '')?.slice(1) ?? [];
  const protocol = fields.text('protocol', 'IP Protocol') ?? (printedProtocol || null);
  const range = fields.text('Port Range') ?? printedPorts ?? '';
  const [min, max] = rangeOf(range.replace('-', ':'));
  const remote = fields.text('remote');
  const group = fields.id('security_group_id', 'Security Group');
  const [, value, what] = /^(\S+) \((CIDR|group)\)$/.exec(remote ?? '') ?? [];
  const prefix =
    fields.id('remote_ip_prefix', 'IP Range') ??
    (remote === null ? null : what === 'CIDR' ? (value ?? '') : '');
  return {
    ...resourceFields(fields),
    securityGroupId: group !== null && isId.test(group) ? group : null,
    direction: fields.text('direction')?.toLowerCase() ?? null,
    ethertype,
    protocol: protocol === '' ? 'any' : protocol,
    portRangeMin: fields.number('port_range_min') ?? min,
    portRangeMax: fields.number('port_range_max') ?? max,
    remoteIpPrefix: prefix === '' || prefix === 'any' ? (anywhere[ethertype ?? ''] ?? null) : prefix,
    remoteGroupId:
      fields.id('remote_group_id', 'Remote Security Group') ??
      (remote === null ? null : what !== 'group' ? '' : isId.test(value ?? '') ? (value ?? '') : null),
    remoteAddressGroupId: fields.id('remote_address_group_id', 'Remote Address Group'),
    description: fields.text('description'),
    other: {
      ...fields.rest(),
      ...(group !== null && !isId.test(group) ? { security_group: group } : {}),
      ...(what === 'group' && !isId.test(value ?? '') ? { remote_group: value ?? '' } : {}),
    },
  };
}

/** A rule inside its group: what is not there is none. */
function innerRule(rule: Readonly<Record<string, Data>>, group: string | null): SecurityGroupRuleFact {
  const whole: Readonly<Record<string, Data>> = {
    protocol: null,
    remote_ip_prefix: null,
    remote_group_id: null,
    description: null,
    ...(group === null ? {} : { security_group_id: group }),
    ...rule,
  };
  const fields = Object.entries(whole).map(([label, value]) => ({ label, value }));
  return ruleOf(fieldsOf({ fields, firstLine: 0, lastLine: 0 }));
}

export const securityGroup: Resource = {
  words: 'security group',
  legacy: { program: 'neutron', name: 'security-group' },
  collections: ['security_groups', 'security-groups', 'security_group'],
  facts: ['security-group', 'security-group-rule'],
  columns: [['ID', 'Name', 'Description', 'Project', 'Tags']],
  longColumns: [],
  headings: [
    ['id', 'name', 'description', 'project'],
    ['id', 'name', 'security_group_rules'],
  ],
  shown: [
    ['id', 'name', 'project_id', 'rules'],
    ['id', 'name', 'security_group_rules'],
  ],
  give(fields, { firstLine, lastLine }, sink) {
    const own = resourceFields(fields);
    const data = fields.data('security_group_rules', 'rules');
    // The neutron client's list has sentences instead of rules: `egress, IPv4`, `ingress, IPv4, 22/tcp`.
    const rules =
      data === undefined || (typeof data === 'string' && !/id=|"id"|'id'/.test(data))
        ? null
        : recordsOf(data);
    const fact: SecurityGroupFact = {
      ...own,
      description: fields.text('description'),
      stateful: fields.boolean('stateful'),
      shared: fields.boolean('shared'),
      ruleIds: rules?.map((rule) => dataText(rule['id'] ?? null)) ?? (data === '' ? [] : null),
      other: fields.rest(),
    };
    if (fact.id === null && !fact.name) return false;
    const sentences = rules === null && typeof data === 'string' && data !== '' ? { rules: data } : {};
    sink.fact('security-group', { ...fact, other: { ...fact.other, ...sentences } }, firstLine, lastLine);
    for (const rule of rules ?? [])
      sink.fact('security-group-rule', innerRule(rule, fact.id), firstLine, lastLine);
    return true;
  },
};

function recordsOf(data: Data): readonly Readonly<Record<string, Data>>[] | null {
  return fieldsOf({ fields: [{ label: 'rules', value: data }], firstLine: 0, lastLine: 0 }).records('rules');
}

export const securityGroupRule: Resource = {
  words: 'security group rule',
  legacy: { program: 'neutron', name: 'security-group-rule' },
  collections: ['security_group_rules', 'security-group-rules', 'security_group_rule'],
  facts: ['security-group-rule'],
  columns: [
    [
      'ID',
      'IP Protocol',
      'Ethertype',
      'IP Range',
      'Port Range',
      'Direction',
      'Remote Security Group',
      'Remote Address Group',
      'Security Group',
    ],
    ['ID', 'IP Protocol', 'Ethertype', 'IP Range', 'Port Range', 'Remote Security Group', 'Security Group'],
    ['ID', 'IP Protocol', 'IP Range', 'Port Range', 'Remote Security Group', 'Security Group'],
  ],
  longColumns: [],
  headings: [
    ['id', 'ip_range', 'port_range'],
    ['id', 'security_group', 'direction', 'ethertype'],
  ],
  shown: [['remote_ip_prefix', 'direction']],
  give(fields, { firstLine, lastLine }, sink) {
    const fact = ruleOf(fields);
    if (fact.id === null) return false;
    sink.fact('security-group-rule', fact, firstLine, lastLine);
    return true;
  },
};
