import { describe, expect, test } from 'vitest';
import { readWallTime, toIso } from '../../../shared/bundle/capture-time.ts';
import { findHostRoots } from '../../../shared/bundle/host-roots.ts';
import { bareName, hintOfCommandLine, identify } from '../../../shared/bundle/identity.ts';
import { readManifest } from '../../../shared/bundle/manifest.ts';

describe('a time', () => {
  test.each([
    ['Thu Feb 10 16:19:17 UTC 2022\n', '2022-02-10T16:19:17+00:00'],
    ['Sun Nov 22 08:23:31 PM UTC 2026', '2026-11-22T20:23:31+00:00'],
    ['Thu 10 Feb 2022 12:05:06 AM GMT', '2022-02-10T00:05:06+00:00'],
    ['2022年 02月 10日 星期四 16:19:17 CST', '2022-02-10T16:19:17+00:00'],
    ['2022-02-10 16:19:16.999455+01:00', '2022-02-10T16:19:16+01:00'],
    ['2022-02-10T16:19:17-0330', '2022-02-10T16:19:17-03:30'],
    [
      '               Local time: Thu 2022-02-10 17:19:48 CET\n           Universal time: Thu 2022-02-10 16:19:48 UTC\n                Time zone: Europe/Berlin (CET, +0100)\n',
      '2022-02-10T17:19:48+01:00',
    ],
  ])('%s', (text, iso) => {
    const time = readWallTime(text);
    expect(time).not.toBeNull();
    expect(time && toIso(time, time.offset)).toBe(iso);
  });

  test.each(['', 'no such command', '2022-13-45 16:19:17', 'Thu Foo 10 2022', '99:99:99'])(
    'is not: %s',
    (text) => {
      expect(readWallTime(text)).toBeNull();
    },
  );

  test('without a zone that says its offset', () => {
    expect(readWallTime('Thu Feb 10 16:19:17 CST 2022')?.offset).toBeNull();
  });
});

const manifest = JSON.stringify({
  version: '4.2',
  start_time: '2022-02-10 17:19:05.924719',
  components: {
    report: {
      plugins: {
        networking: {
          start_time: '2022-02-10 17:19:11.689033',
          timeout_hit: true,
          run_time: '0:05:05.112233',
          commands: [
            {
              exec: 'ip -o addr',
              filepath: 'sos_commands/networking/ip_-o_addr',
              return_code: 124,
              truncated: false,
              start_time: 1644509951.9037333,
            },
            { exec: 'dpdk-devbind.py --status', filepath: null, return_code: 127 },
          ],
        },
      },
    },
  },
});

test('a manifest: its commands, and the zone from a local time beside an epoch time', () => {
  const read = readManifest(manifest);
  expect(read).toMatchObject({ version: '4.2', offset: 60, isCleaned: false });
  expect(read?.plugins).toEqual(new Map([['networking', { timedOut: true, seconds: 305 }]]));
  expect(read?.withoutFile).toEqual(['dpdk-devbind.py --status']);
  expect(read?.commands.get('sos_commands/networking/ip_-o_addr')).toEqual({
    exec: 'ip -o addr',
    returnCode: 124,
    truncated: false,
    plugin: 'networking',
  });
  expect(readManifest('{"a":1}')).toBeNull();
  expect(
    readManifest('{"components":{"report":{"plugins":{"x":{"commands":[null,3,{"exec":1}]}}}}}')?.commands
      .size,
  ).toBe(0);
  expect(readManifest('not json')).toBeNull();
});

describe('identity', () => {
  const read = readManifest(manifest);
  test('the manifest has the time, hostname the name', () => {
    const hints = {
      hostname: 'compute4\n',
      uname: 'Linux other 5.4.0 #1',
      ...(read === null ? {} : { manifest: read }),
    };
    expect(identify(hints, 'sosreport-x-2022-02-10-abcdefg', 'folder name')).toEqual({
      host: 'compute4',
      hostFrom: 'hostname',
      capturedAt: '2022-02-10T17:19:05+01:00',
      capturedFrom: 'manifest.json',
    });
  });
  test('date beside date --utc tells the zone', () => {
    const hints = { date: 'Thu Feb 10 21:49:17 IST 2022', dateUtc: 'Thu Feb 10 16:19:17 UTC 2022' };
    expect(identify(hints, 'n1', 'folder name')).toEqual({
      host: 'n1',
      hostFrom: 'folder name',
      capturedAt: '2022-02-10T21:49:17+05:30',
      capturedFrom: 'date',
    });
  });
  test('an unknown zone is said', () => {
    expect(
      identify(
        { date: 'Thu Feb 10 16:19:17 CST 2022', uname: 'Linux n7 5.4.0-97 #1 SMP' },
        '',
        'bundle name',
      ),
    ).toEqual({
      host: 'n7',
      hostFrom: 'uname',
      capturedAt: '2022-02-10T16:19:17+00:00',
      capturedFrom: 'date (time zone unknown, read as UTC)',
    });
  });
  test('a report’s name is the last resort', () => {
    expect(
      identify(
        { hostname: 'hostname: command not found' },
        'sosreport-compute1-T0-2026-11-22-wcasnsi',
        'folder name',
      ),
    ).toEqual({
      host: 'compute1-T0',
      hostFrom: 'folder name',
      capturedAt: '2026-11-22T00:00:00+00:00',
      capturedFrom: 'folder name (time zone unknown, read as UTC)',
    });
    expect(identify({}, 'sosreport-db1-20150101103000-abcd', 'bundle name').capturedAt).toBe(
      '2015-01-01T10:30:00+00:00',
    );
    expect(identify({}, '', 'bundle name').host).toBe('unknown');
  });
  test.each([
    ['hostname', 'hostname'],
    ['/usr/bin/hostname -f', 'hostnameFull'],
    ['uname -a', 'uname'],
    ['date --utc', 'dateUtc'],
    ['ip netns exec x hostname', null],
    ['hostname -I', null],
    ['date -d yesterday', null],
  ])('%s says %s', (commandLine, hint) => {
    expect(hintOfCommandLine(commandLine)).toBe(hint);
  });
  test('bare names', () => {
    expect(bareName('/x/compute1.tar.gz')).toBe('compute1');
    expect(bareName('C:\\dumps\\node-1.log')).toBe('node-1');
  });
});

describe('host roots', () => {
  const roots = (sos: readonly string[], folders: readonly string[]): readonly string[] =>
    findHostRoots(sos, folders).roots;
  test.each([
    ['one folder', [], ['compute1'], ['compute1']],
    ['files at the top', [], [''], ['']],
    ['two hosts', [], ['compute1', 'compute2'], ['compute1', 'compute2']],
    ['two hosts below a case', [], ['case/compute1', 'case/network1'], ['case/compute1', 'case/network1']],
    ['areas of one host', [], ['compute1/net', 'compute1/ovs'], ['compute1']],
    ['areas of two hosts', [], ['c/n1/net', 'c/n1/ovs', 'c/n2/net'], ['c/n1', 'c/n2']],
    ['one area', [], ['compute1/networking'], ['compute1']],
    ['areas at the top', [], ['net', 'ovs'], ['']],
    [
      'a report and outputs beside it',
      ['sosreport-a'],
      ['compute1', 'sosreport-a/var/x'],
      ['compute1', 'sosreport-a'],
    ],
    ['nothing', [], [], ['']],
  ])('%s', (_name, sos, folders, expected) => {
    expect(roots(sos, folders)).toEqual(expected);
  });
  test('a member belongs to the closest root, or to the first', () => {
    const { rootOf } = findHostRoots(['r/sos-b', 'r/sos-a'], []);
    expect(rootOf('r/sos-b/etc/hostname')).toBe('r/sos-b');
    expect(rootOf('r/README')).toBe('r/sos-a');
    expect(rootOf('top')).toBe('r/sos-a');
  });
});
