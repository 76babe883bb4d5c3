// `dpkg -l`, `dpkg-query -W`, `rpm -qa`, `snap list`, and sos's `package-data`: what is installed.
//
//   ii  openvswitch-switch   2.13.3-0ubuntu0.20.04.2   amd64   Open vSwitch switch implementations
//   openvswitch-switch:amd64	3.1.0-2+deb12u1
//   openvswitch2.15-2.15.0-119.el8fdp.x86_64          Tue Oct 11 12:00:00 2022
//   lxd     4.22      22340  latest/stable  canonical*  disabled
//
// Source: dpkg-query(1), rpm(8), snap(8); the queries in sos/policies/package_managers/.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import type { PackageFact } from '../../facts.ts';
import { unexpectedLine } from '../unexpected-line.ts';

interface Listing extends Pick<Command, 'id' | 'title' | 'sniff' | 'opens' | 'printsTabs'> {
  readonly recognise: (argv: readonly string[]) => boolean;
  readonly isDecoration: (line: string) => boolean;
  readonly read: (line: string) => PackageFact | null;
}

function packageList({ recognise, isDecoration, read, ...listing }: Listing): Command {
  const parser = (_context: CommandContext, sink: Sink): LineParser => ({
    line(text, number) {
      if (text.trim() === '' || isDecoration(text)) return;
      const found = read(text);
      if (found === null) unexpectedLine(sink, listing.title, text, number);
      else sink.fact('package', found, number, number);
    },
    end() {
      // Every line is whole.
    },
  });
  return { ...listing, facts: ['package'], recognise: (argv) => (recognise(argv) ? {} : null), parser };
}

const dpkgRow = /^([uirph][ncHUFWti][R ]?)\s+(\S+?)(?::(\w+))?\s+(\S+)\s+([a-z][a-z0-9-]+)(?:\s.*)?$/;
const dpkgHeading = /^(?:Desired=|\| Status=|\|\/ Err\?=|\|\|\/ Name\s|\+\+\+-)/;

export const dpkgList = packageList({
  id: 'dpkg-list',
  title: 'dpkg -l',
  recognise: ([program, option]) =>
    program === 'installed-debs' || (program === 'dpkg' && /^(?:-l|--list)$/.test(option ?? '')),
  isDecoration: (line) => dpkgHeading.test(line) || /^[A-Z][a-z]+(?:=[^ ]+)?$/.test(line),
  read(line) {
    const [, state, name, arch, version, architecture] = dpkgRow.exec(line) ?? [];
    if (state === undefined || name === undefined || version === undefined || architecture === undefined)
      return null;
    return { name, version, architecture: arch ?? architecture, state: state.trim(), manager: 'dpkg' };
  },
  sniff: (line) => /^Desired=Unknown\/Install\/Remove\/Purge\/Hold$/.test(line),
});

/** `NAME VERSION` of `dpkg-query -W`, and `NAME|VERSION|…` of sos's own query. */
const queried = /^([a-z0-9][a-z0-9+.-]+)(?::([a-z][a-z0-9-]+))?(?:\s*\|\s*|\s+)(\d\S*?)(?:\|.*)?\s*$/;

export const dpkgQuery = packageList({
  id: 'dpkg-query',
  printsTabs: true,
  title: 'dpkg-query -W',
  recognise: ([program, option]) => program === 'dpkg-query' && /^(?:-W|--show)/.test(option ?? ''),
  // A package that was removed but not purged has no version.
  isDecoration: (line) => /^[a-z0-9][a-z0-9+.-]+(?::[a-z0-9-]+)?\t$/.test(line),
  read(line) {
    const [, name, architecture = null, version] = queried.exec(line) ?? [];
    return name === undefined || version === undefined
      ? null
      : { name, version, architecture, state: null, manager: 'dpkg' };
  },
  sniff: () => false,
  opens: (head) =>
    head.every(/^[a-z0-9][a-z0-9+.-]+(?::[a-z0-9-]+)?\t(?:\d\S*)?$/) &&
    head.count(/^(?:libc6|dpkg|iproute2|openvswitch-\w+|neutron-\w+|nova-\w+)(?::\w+)?\t/) > 0,
});

/** NAME-VERSION-RELEASE.ARCH (rpm(8)); a public key has no architecture. */
const nevra =
  /^(\S+)-([^\s-]+-[^\s-]+?)(?:\.(x86_64|aarch64|noarch|i[3-6]86|ppc64le|s390x|ppc64|src|\(none\)))?(?:\s.*)?$/;

export const rpmList = packageList({
  id: 'rpm-list',
  title: 'rpm -qa',
  recognise: ([program, ...words]) =>
    program === 'installed-rpms' ||
    program === 'package-data' ||
    // sos: sh -c "rpm --nodigest -qa --qf '%-59{NVRA} %{INSTALLTIME:date}' | sort -V"
    (/^(?:ba)?sh$/.test(program ?? '') &&
      words[0] === '-c' &&
      /^rpm .*-qa\b/.test(words.slice(1).join(' '))) ||
    (program === 'rpm' &&
      words.some((word) => /^(?:-qa\w*|-q|--query)$/.test(word)) &&
      words.some((word) => /^(?:-qa\w*|-a|--all)$/.test(word))),
  isDecoration: () => false,
  read(line) {
    const [, name, version, architecture = null] = nevra.exec(line) ?? [];
    if (name === undefined || version === undefined || !/^\d|^[a-f0-9]/.test(version)) return null;
    return {
      name,
      version,
      architecture: architecture === '(none)' ? null : architecture,
      state: null,
      manager: 'rpm',
    };
  },
  sniff: (line) =>
    line.length < 500 &&
    /^\S+-[^\s-]+-\d[^\s-]*\.(?:el|fc|oe)\d[^\s-]*\.(?:x86_64|noarch|aarch64|ppc64le|s390x)(?:\s+\w{3} \w{3} {1,2}\d.*)?\s*$/.test(
      line,
    ),
});

const snapHeading = /^Name\s+Version\s+Rev\s+(?:Tracking|Developer)/;

export const snapList = packageList({
  id: 'snap-list',
  title: 'snap list',
  recognise: ([program, ...words]) =>
    (program === 'snap' && words[0] === 'list') || (program === 'installed-snaps' && words.length === 0),
  isDecoration: (line) => snapHeading.test(line),
  read(line) {
    const [name, version, revision, ...rest] = line.trim().split(/\s+/);
    if (name === undefined || version === undefined || !/^x?\d+$/.test(revision ?? '') || rest.length === 0)
      return null;
    const notes = rest.at(-1) ?? '-';
    return {
      name,
      version: `${version} (${revision ?? ''})`,
      architecture: null,
      state: notes === '-' ? null : notes,
      manager: 'snap',
    };
  },
  sniff: (line) => snapHeading.test(line),
});
