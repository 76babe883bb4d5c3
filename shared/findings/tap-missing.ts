// An interface of a running domain whose tap the host does not have.
import { evidenceList } from '../network/evidence-list.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { listsOfLinks } from '../network/whole-lists.ts';

/** The persistent XML of an instance that is shut off names its tap as well, so the domain must be running. */
export const tapMissingRule: Rule = {
  id: 'tap-missing',
  severities: ['error'],
  says: ['gone'],
  source: 'libvirt domain XML, interface target; virsh(1) list',
  needs: ['virsh dumpxml', 'virsh list', 'ip -d link'],
  *find({ node }: RuleContext): Iterable<Fault> {
    const [list] = listsOfLinks(node);
    if (list === undefined) return;
    for (const instance of node.instances) {
      const running = node.facts
        .of('domain')
        .find(({ data }) => data.name === instance.libvirtName && data.state === 'running');
      if (running === undefined) continue;
      for (const { data, facts } of instance.interfaces) {
        const { target } = data;
        if (target === null || (data.type !== 'bridge' && data.type !== 'ethernet')) continue;
        if (node.links.anywhere(target) !== null) continue;
        yield {
          severity: 'error',
          devices: [target, `instance/${instance.title}`],
          says: 'gone',
          params: { device: target, instance: instance.name ?? instance.title },
          evidence: evidenceList(node.facts, facts, running, list),
        };
      }
    }
  },
};
