import { trashedItem } from '../../../nodes/Box/details';
import type { Connection } from '../../../nodes/Box/vendor';
import { box } from '../../../nodes/Box/vendor';
import { err, PROBLEM } from '../../../nodes/core/result';
import { headersOf } from '../../sandbox/box/courier';
import type { BoxItem } from '../../sandbox/box/items';
import { BoxSandbox } from '../../sandbox/box/server';
import { connectSandbox } from './sandboxBox';

let sandbox: BoxSandbox;
let connection: Connection;
let folder: BoxItem;
let file: BoxItem;

beforeAll(async () => {
	sandbox = await BoxSandbox.start(5);
	folder = sandbox.items.add('folder', 'Contracts', sandbox.user);
	file = sandbox.items.add('file', 'Offer.pdf', sandbox.user, folder);
	const triggers = ['FILE.TRASHED', 'FILE.DELETED', 'FILE.RENAMED', 'FOLDER.TRASHED'];
	connection = await connectSandbox(sandbox, { targets: [], triggers });
});
afterAll(async () => await sandbox.close());

/** The changes of a delivery about an item of which Box shows only id and type. */
async function changesOf(trigger: string, { id, type }: BoxItem, whose: Connection) {
	const body = Buffer.from(JSON.stringify({ id: 'e1', trigger, source: { id, type } }));
	const now = Date.now();
	const headers = Object.entries(headersOf(body, whose.keys, now)).map(([name, value]) => [
		name.toLowerCase(),
		value,
	]);
	const delivery = { body, headers: Object.fromEntries(headers), address: '', receivedAt: now };
	const verdict = box.verify(delivery, whose);
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	const changes = await box.normalize(verdict.payload, whose, now);
	if (!changes.ok) throw new Error(changes.problem.message);
	return { changes: changes.value, body: JSON.parse(body.toString()) as object };
}

describe('a trashed item', () => {
	beforeEach(() => {
		sandbox.requests.reset();
		file.trashed = folder.trashed = Date.now();
	});

	it.each(['FILE.TRASHED', 'FOLDER.TRASHED'])(
		'%s has name and parent if its details are fetched',
		async (trigger) => {
			const item = trigger === 'FILE.TRASHED' ? file : folder;
			const whose = { ...connection, fetchDetails: true };
			const { changes, body } = await changesOf(trigger, item, whose);
			const parent = trigger === 'FILE.TRASHED' ? 'Contracts' : 'All Files';
			const details = { id: item.id, type: item.type, name: item.name, parent: { name: parent } };
			expect(changes).toMatchObject([{ raw: { ...body, details } }]);
			expect(sandbox.requests.length).toBe(1);
		},
	);

	it('has the same event without details, which no request is made for', async () => {
		const { changes, body } = await changesOf('FILE.TRASHED', file, connection);
		expect(changes.map(({ raw }) => raw)).toEqual([body]);
		expect(sandbox.requests.length).toBe(0);
		const whose = { ...connection, fetchDetails: true };
		const { changes: detailed } = await changesOf('FILE.TRASHED', file, whose);
		expect(detailed).toEqual([{ ...changes[0], raw: detailed[0].raw }]);
	});

	it.each<[what: string, trigger: string, requests: number]>([
		['was restored since', 'FILE.TRASHED', 1],
		['was deleted permanently', 'FILE.DELETED', 0],
		['was renamed', 'FILE.RENAMED', 0],
	])('has an event without details if it %s', async (_what, trigger, requests) => {
		file.trashed = null;
		const whose = { ...connection, fetchDetails: true };
		const { changes, body } = await changesOf(trigger, file, whose);
		expect(changes.map(({ raw }) => raw)).toEqual([body]);
		expect(sandbox.requests.length).toBe(requests);
	});

	it.each<[what: string, send: Connection['box']['send']]>([
		['cannot be reached', async () => err(PROBLEM.unreachable, 'Box is down. Wait.')],
		['fails', async () => await Promise.reject(new Error('broken'))],
		['never answers', async () => await new Promise(() => undefined)],
	])('has no details if Box %s', async (_what, send) => {
		const item = { type: 'file', id: file.id } as const;
		expect(await trashedItem({ ...connection.box, send }, item, 20)).toBeUndefined();
	});
});
