import { expect, test } from 'vitest';
import { novaShow } from '../../../../shared/commands/openstack/nova-show.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

test('nova show gives the server, its host and its addresses', () => {
  const { facts, problems } = parseOutput(['nova', 'show', 'web1'], linuxOutput('nova_show_web1.txt'));
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    {
      kind: 'instance',
      firstLine: 4,
      lastLine: 35,
      data: {
        libvirtName: 'instance-00000001',
        name: 'web1',
        uuid: 'f31441f8-cc9a-5137-aa1f-356ec4346fe1',
        host: 'compute1',
        status: 'ACTIVE',
        addresses: [
          { network: 'Internal', address: '10.18.0.208' },
          { network: 'Internal', address: '172.16.0.120' },
        ],
      },
    },
  ]);
});

// As published: borders cut, blank lines and lone `|` between the rows, the end left out.
const published = `
+--------------------------------------+-------------------------------

|

| Property                             | Value                          |

+--------------------------------------+-------------------------------

| Internal network                     | 10.18.0.3, 172.16.19.232       |

| OS-DCF:diskConfig                    | MANUAL                         |

| OS-EXT-SRV-ATTR:host                 | compute1                       |

| OS-EXT-SRV-ATTR:hypervisor_hostname  | compute1                       |

| OS-EXT-SRV-ATTR:instance_name        | instance-0000001e              |
`;

test('the article’s table gives what its rows say, and says that its end is missing', () => {
  const { facts, problems } = parseOutput(['nova', 'show'], published);
  expect(facts).toEqual([
    {
      kind: 'instance',
      firstLine: 10,
      lastLine: 18,
      data: {
        libvirtName: 'instance-0000001e',
        name: null,
        uuid: null,
        host: 'compute1',
        status: null,
        addresses: [
          { network: 'Internal', address: '10.18.0.3' },
          { network: 'Internal', address: '172.16.19.232' },
        ],
      },
    },
  ]);
  expect(problems).toEqual([
    { severity: 'data-loss', line: 18, code: 'unexpected-end', message: 'the output is cut here' },
  ]);
});

test('rows that a terminal broke in two are read, rows that are cut are not', () => {
  const { facts, problems } = parseOutput(
    ['nova', 'show', 'web1'],
    [
      '| id                 | f31441f8-cc9a-5137-aa1f-356ec4346fe1             ',
      '          |',
      '| Internal network   | 10.18.0.208, 172.',
      '| name               | web1 |',
      '+----+----+',
    ].join('\n'),
  );
  expect(facts.map(({ data, firstLine, lastLine }) => ({ data, firstLine, lastLine }))).toEqual([
    {
      data: {
        libvirtName: null,
        name: 'web1',
        uuid: 'f31441f8-cc9a-5137-aa1f-356ec4346fe1',
        host: null,
        status: null,
        addresses: [],
      },
      firstLine: 1,
      lastLine: 4,
    },
  ]);
  expect(problems.map(({ code, line }) => [code, line])).toEqual([['unexpected-line', 3]]);
});

test('several tables are several servers, and a table of something else is none', () => {
  const two = parseOutput(
    ['nova', 'show'],
    linuxOutput('nova_show_web1.txt') + linuxOutput('nova_show_web1.txt').replaceAll('web1', 'web2'),
  );
  expect(two.of('instance').map(({ name }) => name)).toEqual(['web1', 'web2']);
  const other = parseOutput(
    ['nova', 'show'],
    ['| Property | Value |', '+---+---+', '| size     | 1     |', '+---+---+'].join('\n'),
  );
  expect(other.facts).toEqual([]);
  expect(other.problems.map(({ code }) => code)).toEqual(['server-unnamed']);
});

test('recognises its command line and its first rows', () => {
  expect(novaShow.recognise(['nova', 'show', 'vm1'])).toEqual({ target: 'vm1' });
  expect(novaShow.recognise(['nova', '--os-cloud', 'lab', 'show', 'vm1'])).toEqual({ target: 'vm1' });
  expect(novaShow.recognise(['nova', 'list'])).toBeNull();
  expect(novaShow.recognise(['nova', 'flavor-show', '1'])).toBeNull();
  expect(novaShow.sniff('| Property                             | Value                          |')).toBe(
    false,
  );
  expect(novaShow.sniff('| Internal network                     | 10.18.0.3, 172.16.19.232       |')).toBe(
    true,
  );
  expect(novaShow.sniff('| Field                                | Value                          |')).toBe(
    false,
  );
});
