// `openstack … list` and `show` of every resource that is read, with the older clients' words for them:
//
//   openstack port list --long      neutron port-list      neutron router-port-list ROUTER      nova interface-list SERVER
import type { Command } from '../command.ts';
import { resourceCommand } from './client-commands.ts';
import type { ClientWords } from './client-words.ts';
import { floatingIp } from './floating-ip.ts';
import { hypervisor } from './hypervisor.ts';
import { network } from './neutron-network.ts';
import { port } from './neutron-port.ts';
import { router } from './neutron-router.ts';
import { subnet } from './neutron-subnet.ts';
import { networkAgent } from './network-agent.ts';
import type { Resource } from './resource.ts';
import { securityGroup, securityGroupRule } from './security-groups.ts';
import { server } from './server.ts';

/** All of them, for the API's answers too; those whose headings hold another's come first. */
export const resources: readonly Resource[] = [
  securityGroupRule,
  securityGroup,
  floatingIp,
  networkAgent,
  hypervisor,
  port,
  router,
  subnet,
  network,
  server,
];

const portsOf = ({ program, words }: ClientWords): true | null =>
  (program === 'neutron' && words[0] === 'router-port-list') ||
  (program === 'nova' && words[0] === 'interface-list')
    ? true
    : null;
const novaList = ({ program, words }: ClientWords): true | null =>
  program === 'nova' && words[0] === 'list' ? true : null;

export const resourceCommands: readonly Command[] = [
  ...resources.map((resource) =>
    resourceCommand(
      resource,
      'list',
      resource === port ? portsOf : resource === server ? novaList : undefined,
    ),
  ),
  ...resources.filter((resource) => resource !== server).map((resource) => resourceCommand(resource, 'show')),
];
