// The whole case in a real browser: the lab's hosts with their tunnels, unfolded and folded, found in, walked by
// keys, read as tables with the same selection, and the same picture after a reload; and a generated case of
// 2,400 instances, of which only what can be seen is drawn.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostName, hostOutputs } from '../bench/generate-case.ts';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';

let open: OpenPage;
let page: Page;

afterAll(closeBrowser);

/** Box or line by its key. */
const drawn = (key: string): Locator => page.locator(`.zoom-stage [data-key="${key}"]`);
/** The machine that runs this may be busy. */
const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 100 });
const texts = (): Promise<readonly string[]> => page.locator('.zoom-stage text').allTextContents();
const inspector = (): Locator => page.getByRole('complementary', { name: 'Evidence' });
const params = (): URLSearchParams => new URLSearchParams(new URL(page.url()).hash.split('?')[1] ?? '');
/** What the keys are at, as a screen reader says it. */
const active = async (): Promise<string> => {
  const id = await page.locator('.zoom-stage').getAttribute('aria-activedescendant');
  if (id === null) return '';
  return (await page.locator(`[id="${id}"]`).getAttribute('aria-label')) ?? '';
};

/** Clicks on the middle of a tunnel's lane; the middle of the rectangle around it is empty. */
async function clickLane(key: string): Promise<void> {
  const { x, y } = await page.locator(`.line.tunnel[data-key="${key}"] .reach`).evaluate((line) => {
    if (!(line instanceof SVGPolylineElement)) throw new Error('no line');
    const [from, to] = [line.points.getItem(1), line.points.getItem(2)];
    const matrix = line.getScreenCTM();
    if (matrix === null) throw new Error('not on screen');
    const at = new DOMPoint((from.x + to.x) / 2, from.y).matrixTransform(matrix);
    return { x: at.x, y: at.y };
  });
  await page.mouse.click(x, y);
}

async function showWholeCase(snapshots: RegExp): Promise<void> {
  await page.getByRole('heading', { name: snapshots }).waitFor({ timeout: 120_000 });
  await page.keyboard.press('2');
  await page.getByRole('button', { name: 'Whole case' }).waitFor();
  await page.keyboard.press('w');
  await page.locator('.zoom-stage .box.host').first().waitFor({ timeout: 60_000 });
}

describe.skipIf(!hasBrowser || !hasShared)('the lab as a whole', () => {
  beforeAll(async () => {
    const snapshot = sharedData('lab/bundles/T0-healthy');
    const bundles = readdirSync(snapshot).map((host) => join(snapshot, host, 'commands.tar.gz'));
    open = await openPage({ bundles, viewport: { width: 1440, height: 900 } });
    page = open.page;
    await showWholeCase(/4 snapshots of 4 hosts/);
  }, 180_000);
  afterAll(() => open.close());

  it('shows the hosts, each tunnel with its addresses and what it carries, and the physical network', async () => {
    expect(params().get('scope')).toBe('case');
    expect(await page.locator('.zoom-stage .box.host').count()).toBe(4);
    expect(await page.locator('.zoom-stage .line.tunnel').count()).toBe(3);
    await eventually(texts).toContain('gre 192.168.10.11 – 192.168.10.12');
    await eventually(async () => (await texts()).filter((text) => /0x22a/.test(text)).length).toBe(3);
    await eventually(async () => (await texts()).some((text) => text.startsWith('external'))).toBe(true);
    // A case this small unfolds by itself.
    for (const name of ['web1', 'db2', 'br-tun', 'eth2']) await eventually(texts).toContain(name);
    await open.screenshot('case-network');
  });

  it('a tunnel is selected with its evidence; the same picture comes back after a reload', async () => {
    await clickLane('tunnel/gre/compute1/gre-c0a80a0c');
    await inspector().getByRole('heading', { name: 'compute1 – compute2' }).waitFor();
    const said = await inspector().textContent();
    expect(said).toContain('br-tun gre-c0a80a0b ofport=2');
    expect(said).toContain('0x22a');
    expect(params().get('select')).toMatch(/^part:\d+:tunnel\/gre\/compute1\/gre-c0a80a0c$/);
    expect(await page.locator('.zoom-stage .line.tunnel.selected').count()).toBe(1);

    await page.mouse.move(0, 0);
    await page.locator('.zoom-stage').evaluate((stage: HTMLElement) => stage.blur());
    const picture = (): Promise<string> => page.locator('.zoom-stage svg').first().innerHTML();
    await page.reload();
    await inspector().getByRole('heading', { name: 'compute1 – compute2' }).waitFor();
    await eventually(texts).toContain('db2');
    await eventually(async () => (await texts()).filter((text) => /0x22a/.test(text)).length).toBe(3);
    const once = await picture();
    await page.reload();
    await inspector().getByRole('heading', { name: 'compute1 – compute2' }).waitFor();
    await eventually(picture).toBe(once);
  });

  it('a host is folded and unfolded by key; the others stay where they are', async () => {
    await page.locator('.zoom-stage').focus();
    await page.keyboard.press('Escape');
    const placeOf = async (key: string): Promise<{ readonly x: number; readonly y: number }> => {
      const box = await drawn(key).locator('.shape').first().boundingBox();
      return { x: Math.round(box?.x ?? 0), y: Math.round(box?.y ?? 0) };
    };
    await page.locator('.zoom-stage').focus();
    // The first stop is the first host.
    for (let i = 0; i < 12 && !(await active()).startsWith('Host compute1'); i++)
      await page.keyboard.press('ArrowUp');
    expect(await active()).toMatch(/^Host compute1, compute, 4 instances.*unfolded$/);
    const before = [await placeOf('host/compute1'), await placeOf('host/network1')];
    await page.keyboard.press('e');
    await eventually(active).toMatch(/folded$/);
    expect(params().get('open')).toBe('compute2,network1');
    await eventually(texts).not.toContain('web1');
    const [own, right] = [await placeOf('host/compute1'), await placeOf('host/network1')];
    expect(own).toEqual(before[0]);
    expect(right.y).toBe(before[1]?.y);
    expect(right.x).toBeLessThan(before[1]?.x ?? 0);
    await page.keyboard.press('e');
    await eventually(texts).toContain('web1');
    expect([await placeOf('host/compute1'), await placeOf('host/network1')]).toEqual(before);
  });

  it('the keys reach an instance and its evidence, and go on into its host', async () => {
    await page.locator('.zoom-stage').focus();
    for (let i = 0; i < 20 && !/web1/.test(await active()); i++) await page.keyboard.press('ArrowDown');
    expect(await active()).toBe('Instance web1, Internal, compute1');
    await page.keyboard.press('Enter');
    await inspector().getByRole('heading', { name: 'instance-00000001', level: 2 }).waitFor();
    expect(await inspector().getByRole('heading', { name: 'Evidence' }).count()).toBe(1);
    await page.keyboard.press('Enter');
    await eventually(() => params().get('scope')).toBeNull();
    await page.locator('.zoom-stage .box[data-key="instance/instance-00000001"]').waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => params().get('scope')).toBe('case');
  });

  it('what is found inside of a folded host unfolds it', async () => {
    await page.locator('.zoom-stage .box.host').first().waitFor();
    await page.evaluate(() => (location.hash = '#/network?scope=case&open=none'));
    await eventually(texts).not.toContain('db2');
    await page.keyboard.press('/');
    await page.keyboard.type('db2');
    await page.getByText(/^[1-9]\d* found$/).waitFor();
    await page.keyboard.press('Enter');
    await eventually(() => params().get('open')).toBe('compute2');
    await eventually(texts).toContain('db2');
    await eventually(active).toMatch(/^Instance db2, /);
    await page.getByLabel('Find a host, tunnel, network or instance').fill('');
  });

  it('a network has one letter and one colour in the case and at each host', async () => {
    const legend = async (name: string): Promise<readonly string[]> =>
      (await page.getByRole('list', { name }).getByRole('listitem').all()).reduce<Promise<string[]>>(
        async (all, item) => [
          ...(await all),
          `${await item.innerText()} ${await item.locator('i').evaluate((i) => getComputedStyle(i).borderColor)}`,
        ],
        Promise.resolve([]),
      );
    const inCase = new Map<string, string>();
    for (const text of await legend('Networks')) {
      const [letter, name, ...colour] = text.split(/\s+/);
      inCase.set(name ?? '', `${letter} ${colour.join(' ')}`);
    }
    expect([...inCase.keys()]).toEqual(['External', 'Internal', 'Internal2']);
    const address = page.url();
    for (const snapshot of [1, 2, 4]) {
      await page.evaluate((hash) => void (location.hash = hash), `#/network?snapshot=${snapshot}`);
      const local = /^(\S+)\s+(\S+) · vlan \d+ (.*)$/s;
      await eventually(async () => (await legend('Legend: Networks')).some((text) => local.test(text))).toBe(
        true,
      );
      for (const text of await legend('Legend: Networks')) {
        const [, letter, name, colour] = local.exec(text) ?? [];
        expect(`${letter} ${colour}`).toBe(inCase.get(name ?? ''));
      }
    }
    await page.goto(address);
    await page.locator('.zoom-stage .box.host').first().waitFor();
  });

  it('the tables have the same selection', async () => {
    await page.locator('.zoom-stage').focus();
    await page.keyboard.press('t');
    await page.getByRole('button', { name: '3 tunnels' }).click();
    const rows = page.getByRole('grid', { name: '3 tunnels' });
    await rows.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await inspector().getByRole('heading', { name: 'compute1 – network1' }).waitFor();
    expect(await rows.locator('[aria-selected=true]').textContent()).toContain('network1');
    await page.getByRole('button', { name: '3 networks' }).click();
    await page.getByRole('row', { name: /Internal2/ }).click();
    await inspector().getByRole('heading', { name: 'Internal2' }).waitFor();
    await page.keyboard.press('t');
    await page.locator('.zoom-stage .box.host').first().waitFor();
    await page.getByRole('button', { name: 'Table' }).focus();
    expect(open.strayRequests()).toEqual([]);
    expect(open.complaints).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)('a generated case', () => {
  const hosts = 12;
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-case-'));

  beforeAll(async () => {
    const bundles = Array.from({ length: hosts }, (_, index) => {
      const bundle = join(folder, hostName(index));
      const options = { hosts, instances: 200, networks: 20, seed: 7 };
      for (const [name, text] of hostOutputs(options, index)) {
        mkdirSync(dirname(join(bundle, name)), { recursive: true });
        writeFileSync(join(bundle, name), text);
      }
      return bundle;
    });
    open = await openPage({ bundles, viewport: { width: 1280, height: 800 } });
    page = open.page;
    await showWholeCase(/12 snapshots of 12 hosts/);
  }, 240_000);
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('draws twelve hosts and one bar for their 66 tunnels, and never more than can be seen', async () => {
    const elements = (): Promise<number> => page.locator('.zoom-stage svg *').count();
    expect(await page.locator('.zoom-stage .box.host').count()).toBe(12);
    expect(await page.locator('.zoom-stage .line.tunnel').count()).toBe(0);
    expect(await elements()).toBeLessThan(500);
    const all = Array.from({ length: hosts }, (_, index) => hostName(index)).join(',');
    await page.evaluate((open_) => (location.hash = `#/network?scope=case&open=${open_}`), all);
    // 2,400 instances are unfolded; from afar they are groups.
    await eventually(async () => {
      await page.keyboard.press('f');
      return page.locator('.zoom-stage .box.group').count();
    }).toBe(240);
    expect(await page.locator('.zoom-stage .box.cell').count()).toBe(0);
    const counts: number[] = [await elements()];
    for (let i = 0; i < 9; i++) {
      await page.keyboard.press('+');
      await page.waitForTimeout(60);
      counts.push(await elements());
    }
    expect(await page.locator('.zoom-stage .box.cell').count()).toBeGreaterThan(10);
    expect(Math.max(...counts)).toBeLessThan(8000);
    const frames = await framesWhilePanning();
    console.log(
      `a generated case of 2,400 instances: at most ${Math.max(...counts)} elements; frames while panning: ` +
        `median ${frames.median.toFixed(1)} ms, worst ${frames.worst.toFixed(1)} ms of ${frames.count}`,
    );
    expect(open.complaints).toEqual([]);
  });

  /** Time between two frames while the picture is dragged. */
  async function framesWhilePanning(): Promise<{
    readonly median: number;
    readonly worst: number;
    readonly count: number;
  }> {
    await page.evaluate(() => {
      const times: number[] = [];
      Object.assign(window, { frameTimes: times });
      const frame = (time: number): void => {
        times.push(time);
        if (times.length < 400) requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    await page.mouse.move(700, 420);
    await page.mouse.down();
    for (let i = 0; i < 60; i++) await page.mouse.move(700 - i * 6, 420 - i * 3);
    await page.mouse.up();
    const times = await page.evaluate(() => (window as unknown as { frameTimes: number[] }).frameTimes);
    const gaps = times
      .slice(1)
      .map((time, i) => time - (times[i] ?? time))
      .sort((a, b) => a - b);
    return { median: gaps[Math.floor(gaps.length / 2)] ?? 0, worst: gaps.at(-1) ?? 0, count: gaps.length };
  }
});

describe.skipIf(!hasBrowser)('a case that says nothing of a network', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-nothing-'));
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true });
  });

  it('says so in either scope, with what to ask for, and leads from one to the other', async () => {
    writeFileSync(join(folder, 'hello.txt'), 'hello\n');
    open = await openPage({ bundles: [join(folder, 'hello.txt')] });
    page = open.page;
    await page.getByRole('heading', { name: /1 snapshot/ }).waitFor({ timeout: 120_000 });
    await page.keyboard.press('2');
    await page.getByText('Nothing here says how this node is wired').waitFor();
    await page.getByRole('button', { name: 'Whole case' }).click();
    await page.getByText('Nothing here says how these nodes are wired').waitFor();
    expect(await page.getByText('ovs-vsctl show', { exact: true }).count()).toBe(1);
    // Nothing can be saved, found or fitted.
    expect(await page.getByRole('button', { name: 'Fit' }).count()).toBe(0);
    await page.getByRole('button', { name: 'This host' }).click();
    await page.getByText('Nothing here says how this node is wired').waitFor();
    expect(open.complaints).toEqual([]);
  });
});
