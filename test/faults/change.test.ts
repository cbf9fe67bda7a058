/**
 * Changes in the life of a workflow: vendors that fail, a workflow that is switched off and on, a
 * renamed node, an upgraded package, a database that accepts no more.
 */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installPackage } from '../n8n/install/pack';
import { waitFor } from '../n8n/support/waitFor';
import type { ShopFault } from '../sandbox/woocommerce/faults';
import { accountFor, arrivalsAt, arrivalsOf, inWords } from './account';
import {
	FINISHED,
	HOSTS,
	POLLED,
	RECEIVED,
	startSetting,
	twoPollsOf,
	type Setting,
} from './setting';

const SEED = Number(process.env.FAULT_SEED ?? 12);
const LIMIT_MS = 90_000;

jest.setTimeout(300_000);

describe.each(HOSTS)('n8n $name', (host) => {
	let setting: Setting;

	beforeAll(async () => {
		setting = await startSetting(SEED, host);
	}, 600_000);

	afterAll(async () => {
		await setting?.close();
	}, 60_000);

	/** So many changes of the shop; resolves with the ids of their objects. */
	function change(count: number): string[] {
		for (let done = 0; done < count; done++) setting.changeShop();
		return setting.changes.slice(-count).map(({ objectId }) => objectId);
	}
	const arrivedIds = () => arrivalsAt(setting.callback).map(({ objectId }) => objectId);
	const allCame = (ids: readonly string[]) => ids.every((id) => arrivedIds().includes(id));
	const timesCame = (ids: readonly string[]) =>
		ids.map((id) => arrivedIds().filter((one) => one === id).length);
	const once = (ids: readonly string[]) => ids.map(() => 1);

	async function expectOnce(ids: readonly string[]): Promise<void> {
		await waitFor(() => allCame(ids), LIMIT_MS, 'the changes to come');
		await twoPollsOf(setting.sandbox);
		expect(timesCame(ids)).toEqual(once(ids));
	}

	// With durable cursors, n8n waits for minutes after a failed poll and after another activation. These tests expect a poll
	// every few seconds.
	if (!host.isDurable) {
		describe('a shop that fails', () => {
			const failures: Array<[what: string, effect: ShopFault, times: number]> = [
				['is busy', { kind: 'status', status: 429, retryAfter: 1 }, 2],
				['has trouble', { kind: 'status', status: 500 }, 2],
				['sends half a body', { kind: 'half' }, 2],
				['closes the connection', { kind: 'close' }, 2],
				['does not answer', { kind: 'hang' }, 1],
			];

			it.each(failures)('and %s: no event is missed or repeated', async (_, effect, times) => {
				const rule = setting.sandbox.wooCommerce.faults.push({ effect, times });
				const ids = change(4);
				await waitFor(() => rule.fired === times, LIMIT_MS, 'the fault to be met');
				await expectOnce(ids);
			});
		});

		describe('a workflow that is switched off and on', () => {
			it('polls: changes of the time in between arrive once', async () => {
				await setting.n8n.unpublish([POLLED]);
				const ids = change(5);
				await setting.n8n.publish([POLLED]);
				await expectOnce(ids);
			});

			it('webhooks: what a vendor still sends arrives under one id; its subscription is restored', async () => {
				const { n8n, vendors, hub, downstream, url } = setting;
				const subscribed = hub.held.map(({ address }) => address).sort();
				await n8n.unpublish([RECEIVED, FINISHED]);
				expect(hub.held).toEqual([]);
				const told = Array.from({ length: 5 }, () => [
					vendors.received.tell(() => url(RECEIVED)),
					vendors.finished.tell(() => url(FINISHED)),
				]).flat();
				await waitFor(
					() => told.every(({ attempts }) => attempts.length > 0),
					LIMIT_MS,
					'an attempt',
				);
				await n8n.publish([RECEIVED, FINISHED]);
				const accepted = () => told.every(({ acceptedAt }) => acceptedAt !== undefined);
				await waitFor(accepted, LIMIT_MS, 'every delivery to be accepted');
				const ids = told.map(({ objectId }) => objectId);
				const came = () => arrivalsOf(downstream, ids).length === ids.length;
				await waitFor(came, LIMIT_MS, 'every event to come');
				expect(hub.held.map(({ address }) => address).sort()).toEqual(subscribed);
			});
		});

		describe('a package that is upgraded in place', () => {
			it('continues from the state of the version before', async () => {
				const next = join(mkdtempSync(join(tmpdir(), 'upgrade-')), 'package');
				cpSync(setting.packageDirectory, next, { recursive: true });
				const manifest = JSON.parse(readFileSync(join(next, 'package.json'), 'utf8')) as object;
				writeFileSync(
					join(next, 'package.json'),
					JSON.stringify({ ...manifest, version: '9.9.9' }),
				);
				const before = change(3);
				await expectOnce(before);
				await setting.n8n.stop();
				await installPackage(next, setting.n8n.userFolder);
				const duringStop = change(3);
				await setting.n8n.restart();
				await expectOnce([...duringStop, ...before]);
				expect(setting.hub.held).toHaveLength(2);
			});
		});

		it('a database that takes no more: a delivery is retried by its vendor, a poll’s changes may be lost', async () => {
			const { n8n, vendors, downstream, url, callback } = setting;
			await n8n.write(
				`CREATE TRIGGER no_room BEFORE INSERT ON execution_entity
			 BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
			);
			const polled = change(4);
			const told = [
				...Array.from({ length: 3 }, () => vendors.received.tell(() => url(RECEIVED))),
				...Array.from({ length: 3 }, () => vendors.finished.tell(() => url(FINISHED))),
			];
			await waitFor(
				() => told.every(({ attempts }) => attempts.length > 1),
				LIMIT_MS,
				'two attempts',
			);
			expect(told.flatMap(({ attempts }) => attempts).filter((status) => status === 200)).toEqual(
				[],
			);
			await twoPollsOf(setting.sandbox);
			await n8n.write('DROP TRIGGER no_room');
			const accepted = () => told.every(({ acceptedAt }) => acceptedAt !== undefined);
			await waitFor(accepted, LIMIT_MS, 'every delivery to be accepted');
			const ids = told.map(({ objectId }) => objectId);
			await waitFor(
				() =>
					new Set(arrivalsOf(downstream, ids).map(({ objectId }) => objectId)).size === ids.length,
				LIMIT_MS,
				'every event to come',
			);
			await expectOnce(change(2));
			const account = await accountFor(n8n, POLLED, polled, arrivalsAt(callback));
			process.stdout.write(inWords('polled while no execution could be stored', account));
			expect(account.arrived + account.untraced.length).toBe(polled.length);
		});
	}

	describe('the limits of the guarantee', () => {
		it('a renamed node: its poll continues only if cursors are durable', async () => {
			const { n8n, callback } = setting;
			const known = change(2);
			await expectOnce(known);
			await n8n.unpublish([POLLED]);
			const duringStop = change(3);
			await n8n.stop();
			const [row] = await n8n.query(
				'SELECT id, name, nodes, connections, settings FROM workflow_entity WHERE id = ?',
				POLLED,
			);
			const parse = (column: string) =>
				JSON.parse(String(row[column]).replaceAll('"WooCommerce"', '"Renamed"')) as never;
			const workflow = {
				id: POLLED,
				name: String(row.name),
				nodes: parse('nodes'),
				connections: parse('connections'),
				settings: parse('settings'),
			};
			await n8n.import([], [workflow]);
			await n8n.publish([POLLED]);
			await n8n.restart();
			const afterwards = change(2);
			await expectOnce([...afterwards, ...known]);
			const account = await accountFor(n8n, POLLED, duringStop, arrivalsAt(callback));
			process.stdout.write(inWords('changed while a poll’s node was renamed', account));
			if (host.isDurable)
				expect(account).toMatchObject({ arrived: duringStop.length, duplicates: 0 });
			else expect(account.untraced).toEqual(duringStop);
		});
	});
});
