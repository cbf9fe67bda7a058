import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

import { repository } from './install/places';
import { PAGE_LOGIN } from './support/demo';
import { Session } from './support/session';
import { waitFor } from './support/waitFor';

jest.setTimeout(300_000);

const SOON_MS = 60_000;
/** n8n starts on its own in between. */
const READY_MS = 240_000;
const vendors = ['WooCommerce', 'Shopify', 'Box', 'Ecwid'];

/** n8n's own port, taken by something else. */
const USUAL_PORT = 5678;
const another = createServer();

let start: ChildProcess;
const lines: string[] = [];
const printed = (pattern: RegExp) => lines.filter((line) => pattern.test(line));
const arrivals = (vendor: string) => printed(new RegExp(`← ${vendor}: CREATED .*verified`)).length;

beforeAll(async () => {
	// If this fails, another process has the port already.
	await new Promise<void>((resolve) => {
		another.once('error', () => resolve());
		another.listen(USUAL_PORT, '127.0.0.1', resolve);
	});
	// What `npm start` runs after it has installed and built.
	start = spawn(process.execPath, ['--import', 'tsx', 'test/n8n/start.ts'], {
		cwd: repository,
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	createInterface({ input: start.stdout! }).on('line', (line) => lines.push(line));
});

afterAll(async () => {
	another.close();
	if (start.exitCode !== null || start.signalCode !== null) return;
	start.kill('SIGINT');
	await new Promise((resolve) => start.once('exit', resolve));
}, 60_000);

/** Rejects at once when it has ended before its time. */
async function seen(condition: () => boolean, limitInMs: number, what: string): Promise<void> {
	const isThere = () => {
		if (start.exitCode !== null) throw new Error(`ended early:\n${lines.join('\n')}`);
		return condition();
	};
	await waitFor(isThere, limitInMs, what);
}

it('prints the URL, the login and what to try', async () => {
	await seen(() => printed(/Ctrl-C/).length > 0, READY_MS, 'the greeting');
	expect(printed(/^ {2}Open {5}http:\/\/127\.0\.0\.1:\d+$/)).toHaveLength(1);
	expect(printed(/^ {2}Log in {3}\S+@\S+$/)).toHaveLength(1);
	expect(printed(/^ {2}Log {6}\S+n8n\.log$/)).toHaveLength(1);
	for (const vendor of vendors) expect(printed(new RegExp(`^ {11}${vendor} `))).toHaveLength(1);
});

it('says that the usual port of n8n is in use, and takes another one', () => {
	expect(printed(/Port 5678 is in use, so n8n takes another one$/)).toHaveLength(1);
	expect(printed(/Open .*:5678$/)).toEqual([]);
});

it('serves the page about the health of its triggers', async () => {
	const [, url] = /Health {3}(\S+)/.exec(lines.join('\n'))!;
	const login = Buffer.from(`${PAGE_LOGIN.user}:${PAGE_LOGIN.password}`).toString('base64');
	const page = await fetch(url, { headers: { authorization: `Basic ${login}` } });
	const html = await page.text();
	for (const vendor of vendors) expect(html).toMatch(new RegExp(`<td>[^<]*${vendor}`));
	// A first look at it shows nothing to correct.
	expect(html).toContain('>healthy<');
	expect(html).not.toMatch(/>(?:attention|failing|unknown)</);
});

it('shows a verified event of each vendor', async () => {
	for (const vendor of vendors)
		await seen(() => arrivals(vendor) > 0, SOON_MS, `an event of ${vendor}`);
	expect(printed(/SIGNATURE WRONG/)).toEqual([]);
});

it.each(vendors)('makes a change at %s when its key is entered', async (vendor) => {
	const before = arrivals(vendor);
	start.stdin!.write(`${vendor[0].toLowerCase()}\n`);
	await seen(() => arrivals(vendor) > before, SOON_MS, `another event of ${vendor}`);
});

it('lists the keys instead of making a change when another one is entered', async () => {
	const changes = () => printed(/^ {2}→ /).length;
	const before = changes();
	start.stdin!.write('x\n');
	await seen(() => printed(/no such key\. .* w, s, b, e /).length > 0, SOON_MS, 'the keys');
	expect(changes()).toBe(before);
});

it('makes a change at a vendor when the beginning of its name is entered', async () => {
	const before = arrivals('WooCommerce');
	start.stdin!.write('Woo\n');
	await seen(() => arrivals('WooCommerce') > before, SOON_MS, 'another event of WooCommerce');
});

it('says where to look when no event arrives', async () => {
	const [, url] = /Open {5}(\S+)/.exec(lines.join('\n'))!;
	const session = new Session(() => url);
	await session.request('POST', '/rest/workflows/shopifyEvents/deactivate', {});
	start.stdin!.write('s\n');
	const silent = () =>
		printed(/Shopify: No event arrived\. The health page or the workflow's last/).length;
	// n8n may still serve the webhook. Then the change that follows by itself is the silent one.
	await seen(() => silent() > 0, 2 * SOON_MS, 'the explanation');
	expect(printed(/npm start restore the example/)).toHaveLength(silent());
});

it('ends at Ctrl-C, which it receives from the terminal and from tsx', async () => {
	const ended = new Promise((resolve) => start.once('exit', resolve));
	start.kill('SIGINT');
	await seen(() => printed(/Stopping/).length > 0, SOON_MS, 'it to stop');
	start.kill('SIGINT');
	expect(await ended).toBe(0);
});
