/**
 * `npm start`: the real n8n with this package, a sandbox of each vendor, and a callback that checks
 * each signature. Enter makes a change at each sandbox. Ctrl-C ends everything and leaves no
 * process behind.
 */
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';

import { startCallback, type Callback, type Notification } from './support/callback';
import {
	exampleWorkflow,
	PAGE_LOGIN,
	pageCredential,
	signatureCredential,
	SIGNATURE_SECRET,
} from './support/demo';
import { DURABLE } from './support/durable';
import { owner, startN8n, type N8n } from './support/n8n';
import { packPackage } from './install/pack';
import { isFree } from './install/ports';
import { openStands, type Stand } from './support/stands';

/** n8n's own port, so that the address is the same at each start. */
const usualPort = 5678;
const happensEveryMs = 15_000;
const lookEveryMs = 200;
/** The poll of the example looks every 20 s, so an event that a webhook does not bring comes later. */
const silentAfterMs = 30_000;

const say = (line = '') => console.log(line);

async function main(): Promise<void> {
	const began = Date.now();
	const progress = (line: string) =>
		say(`  ${String(Math.round((Date.now() - began) / 1000)).padStart(3)} s  ${line}`);
	progress('Opening the sandboxes of WooCommerce, Shopify, Box and Ecwid');
	const callback = await startCallback(SIGNATURE_SECRET);
	const stands = await openStands(Date.now(), callback.url);
	progress('Packing this package, as npm would publish it');
	const packed = await packPackage();
	const hasUsualPort = await isFree(usualPort);
	if (!hasUsualPort) progress(`Port ${usualPort} is in use, so n8n takes another one`);
	const n8n = await startN8n({
		packages: [packed.directory],
		credentials: [
			signatureCredential,
			pageCredential,
			...stands.map(({ credential }) => credential),
		],
		workflows: [...stands.map(({ workflow }) => workflow), exampleWorkflow('health-page.json', {})],
		environment: DURABLE,
		editor: 'served',
		port: hasUsualPort ? usualPort : undefined,
		log: progress,
	});
	for (const stand of stands) stand.connect?.(n8n.url);
	const stop = once(async () => {
		say('\nStopping …');
		await n8n.stop();
		await Promise.all([callback.close(), ...stands.map(async (stand) => await stand.close())]);
		process.exit(0);
	});
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
	greet(n8n, stands);
	showArrivals(callback, stands);
	await listen(stands, callback);
}

/** Of several signals the first one stops: at Ctrl-C the terminal sends one, and tsx sends another. */
function once(stop: () => Promise<void>): () => void {
	let stopping: Promise<void> | undefined;
	return () => void (stopping ??= stop());
}

const keyOf = ({ vendor }: Stand) => vendor[0].toLowerCase();
/** Whether a line is the key of a vendor, or the beginning of its name. */
const isKeyOf = (line: string, { vendor }: Stand) =>
	line !== '' && vendor.toLowerCase().startsWith(line);
const keysOf = (stands: readonly Stand[]) => stands.map(keyOf).join(', ');

function greet(n8n: N8n, stands: readonly Stand[]): void {
	const widest = Math.max(...stands.map(({ vendor }) => vendor.length));
	const keys = keysOf(stands);
	say();
	say(`n8n ${n8n.version} is running with n8n-nodes-signed-events.`);
	say();
	say(`  Open     ${n8n.url}`);
	say(`  Log in   ${owner.email}`);
	say(`           ${owner.password}`);
	say(`  Health   ${n8n.url}/webhook/signed-events-health`);
	say(`           ${PAGE_LOGIN.user}, ${PAGE_LOGIN.password}`);
	say(`  Log      ${relative('', join(n8n.userFolder, 'n8n.log'))}`);
	say();
	say('  Running  an example workflow for each vendor, against a sandbox on this machine:');
	for (const { vendor, captures } of stands)
		say(`           ${vendor.padEnd(widest)}  ${captures}`);
	say('           Each signs its events and posts them to a callback here, which checks');
	say('           the signature and shows them below.');
	say();
	say('  Try      Enter            something happens at the next vendor');
	say(`           ${keys}       and Enter: at that one`);
	say('           In n8n, open a workflow and look at its Executions.');
	say('           Ctrl-C           ends all of it; what you changed in n8n is gone then');
	say();
}

/**
 * Makes a change at each vendor, once at the start and then at each line that is entered. Without a
 * terminal the changes happen by themselves now and then.
 */
async function listen(stands: readonly Stand[], callback: Callback): Promise<void> {
	let next = 0;
	const happen = async (stand = stands[next++ % stands.length]) => {
		explainSilence(callback, stand);
		await stand.happen((what) => say(`  → ${stand.vendor}: ${what}`));
	};
	for (const stand of stands) await happen(stand);
	if (!process.stdin.isTTY) {
		say('  (No terminal: something happens every 15 seconds by itself.)');
		setInterval(() => void happen(), happensEveryMs);
	}
	createInterface({ input: process.stdin }).on('line', (line) => {
		const key = line.trim().toLowerCase();
		const stand = stands.find((one) => isKeyOf(key, one));
		if (key === '' || stand !== undefined) void happen(stand);
		else say(`  There is no such key. Press Enter, or type ${keysOf(stands)} and Enter.`);
	});
}

/** When the silence of a vendor was last explained, so that several changes are explained once. */
const explainedAt = new Map<Stand, number>();

/** Says where to look if no event of a vendor has arrived some time after a change there. */
function explainSilence({ received }: Callback, stand: Stand): void {
	const [changedAt, before] = [Date.now(), received.length];
	const explain = () => {
		const events = received.slice(before).flatMap((each) => each.events);
		const hasArrived = events.some(({ elementKey }) => elementKey === stand.elementKey);
		if (hasArrived || (explainedAt.get(stand) ?? 0) > changedAt) return;
		explainedAt.set(stand, Date.now());
		say(
			`  ✗ ${stand.vendor}: No event arrived. The health page or the workflow's last execution in n8n`,
		);
		say('    shows why. Changed something? Ctrl-C and npm start restore the example.');
	};
	setTimeout(explain, silentAfterMs).unref();
}

function showArrivals({ received }: Callback, stands: readonly Stand[]): void {
	let shown = 0;
	setInterval(() => {
		for (const notification of received.slice(shown))
			describe(notification, stands).forEach((line) => say(line));
		shown = received.length;
	}, lookEveryMs);
}

function describe({ verified, events }: Notification, stands: readonly Stand[]): string[] {
	const proof = verified ? 'signature verified' : 'SIGNATURE WRONG';
	return events.map(({ elementKey, eventType, objectType, objectId, date }) => {
		const stand = stands.find((one) => one.elementKey === elementKey);
		const from = stand?.vendor ?? elementKey;
		return `  ← ${from}: ${eventType} ${objectType} ${objectId} of ${date} (${proof})`;
	});
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
