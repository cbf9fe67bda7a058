import { browse } from '../../../nodes/Box/browse';
import { subscriptions } from '../../../nodes/Box/subscription';
import type { Connection } from '../../../nodes/Box/vendor';
import { PROBLEM } from '../../../nodes/core/result';
import type { WebhookUrls } from '../../../nodes/host/trigger/webhookUrls';
import { reconcile, removeAll } from '../../../nodes/host/trigger/subscription/reconcile';
import type { BoxItem } from '../../sandbox/box/items';
import { BoxSandbox } from '../../sandbox/box/server';
import { inWords } from '../host/inWords';
import { connectSandbox } from './sandboxBox';

const URL_ = 'https://n8n.example/webhook/one/webhook';
const OTHER = 'https://n8n.example/webhook/one/finished';
const FOREIGN = 'https://elsewhere.example/hook?token=secret';
const HERE: WebhookUrls = { wanted: URL_, all: { default: URL_, setup: OTHER } };

let sandbox: BoxSandbox;
let folders: BoxItem[];
let connection: Connection;

beforeEach(async () => {
	sandbox = await BoxSandbox.start(5, undefined, { largestPage: 3 });
	folders = ['A', 'B', 'C', 'D'].map((name) => sandbox.items.add('folder', name, sandbox.user));
	connection = await connectSandbox(sandbox, watching([0, 1], ['FILE.UPLOADED']));
});
afterEach(async () => await sandbox.close());

function watching(which: number[], triggers: string[]): Pick<Connection, 'targets' | 'triggers'> {
	const targets = which.map((index) => ({ type: folders[index].type, id: folders[index].id }));
	return { targets, triggers };
}

const settle = async (changes: Partial<Connection> = {}) =>
	inWords(await reconcile(subscriptions, { ...connection, ...changes }, HERE));
const held = () =>
	sandbox.webhooks
		.all()
		.map(({ id, target, triggers, address }) => ({ id, folder: target.id, triggers, address }));
const ids = () => held().map(({ id }) => id);
const session = () => ({ app: sandbox.app, user: sandbox.user });
const foreign = (target: BoxItem) =>
	sandbox.webhooks.create(session(), {
		target: { id: target.id, type: target.type },
		address: FOREIGN,
		triggers: ['FILE.MOVED'],
	});
const methods = () =>
	sandbox.requests.all(({ method }) => method !== 'GET').map((one) => one.method);

describe("the node's webhooks", () => {
	it('are created on every target, and updated when the triggers change', async () => {
		await settle();
		const before = ids();
		sandbox.requests.reset();
		const triggers = ['FILE.DOWNLOADED', 'FILE.UPLOADED'];
		const { done, problems } = await settle({ triggers });
		expect(problems).toEqual([]);
		expect(done).toEqual(
			folders.slice(0, 2).map(({ id }) => `updated folder ${id} (FILE.UPLOADED)`),
		);
		expect(methods()).toEqual(['PUT', 'PUT']);
		expect(ids()).toEqual(before);
		expect(held().map((one) => one.triggers)).toEqual([triggers, triggers]);
	});

	it('move to other targets, and are created or removed to match their number', async () => {
		await settle();
		const before = ids();
		sandbox.requests.reset();
		expect((await settle(watching([1, 2, 3], ['FILE.UPLOADED']))).problems).toEqual([]);
		expect(methods()).toEqual(['PUT', 'POST']);
		expect(ids().slice(0, 2)).toEqual(before);
		expect(
			held()
				.map((one) => one.folder)
				.sort(),
		).toEqual(
			folders
				.slice(1)
				.map(({ id }) => id)
				.sort(),
		);
		sandbox.requests.reset();
		await settle(watching([0], ['FILE.UPLOADED']));
		expect(methods()).toEqual(['DELETE', 'DELETE', 'PUT']);
		expect(held().map((one) => one.folder)).toEqual([folders[0].id]);
	});

	it('are not updated for another order of their triggers', async () => {
		const triggers = ['FILE.DOWNLOADED', 'FILE.UPLOADED'];
		await settle({ triggers });
		sandbox.webhooks.all()[0].triggers.reverse();
		sandbox.requests.reset();
		expect(await settle({ triggers })).toEqual({ done: [], problems: [] });
		expect(methods()).toEqual([]);
	});

	it('that disappear while they are read are created again', async () => {
		await settle();
		const [id] = ids();
		sandbox.faults.push({
			match: { path: new RegExp(`/webhooks/${id}$`) },
			beforeAnswer: () => sandbox.webhooks.drop(id),
			times: 1,
		});
		expect((await settle()).done).toEqual([`created folder ${folders[0].id} (FILE.UPLOADED)`]);
	});
});

describe('a foreign webhook on a target', () => {
	it('is kept and reported with its URL, and the other targets get webhooks', async () => {
		const theirs = foreign(folders[0]);
		const { done, problems } = await settle();
		expect(done).toEqual([`created folder ${folders[1].id} (FILE.UPLOADED)`]);
		expect(problems).toHaveLength(1);
		expect(problems[0].reason).toBe(PROBLEM.conflict);
		expect(problems[0].message).toContain(
			`on folder ${folders[0].id} was not created: webhook ${theirs.id} is already on it and calls https://elsewhere.example/hook,`,
		);
		expect(problems[0].message).not.toContain('secret');
		expect(sandbox.webhooks.show(session(), String(theirs.id))).toMatchObject({
			address: FOREIGN,
			triggers: ['FILE.MOVED'],
		});
	});

	it('is named if Box reports a conflict about a change', async () => {
		await settle();
		const effect = { kind: 'status', status: 409 } as const;
		sandbox.faults.push({ match: { method: 'PUT' }, effect });
		const { problems } = await settle({ triggers: ['FILE.DOWNLOADED'] });
		expect(problems[0].message).toMatch(/^The webhook on folder \d+ was not changed: webhook/);
	});

	it('is not overwritten by a webhook that moves there', async () => {
		await settle(watching([1], ['FILE.UPLOADED']));
		foreign(folders[0]);
		const { problems } = await settle(watching([0], ['FILE.UPLOADED']));
		expect(problems).toMatchObject([{ reason: PROBLEM.conflict }]);
		expect(held().filter(({ address }) => address === FOREIGN)).toHaveLength(1);
	});

	it("stays when the node's webhooks are removed", async () => {
		const { id } = foreign(folders[2]);
		await settle();
		expect((await removeAll(subscriptions, connection, HERE)).problems).toEqual([]);
		expect(ids()).toEqual([id]);
	});
});

describe('an error of Box', () => {
	it.each<[what: string, arrange: () => void, reason: string, says: RegExp]>([
		[
			'a folder that its user may not open',
			() => {
				const theirs = sandbox.items.add('folder', 'Theirs', sandbox.colleague);
				Object.assign(connection, { targets: [{ type: 'folder', id: theirs.id }] });
			},
			PROBLEM.notFound,
			/^The request to create a webhook on folder \d+ failed: Box did not find the object \(HTTP 404: not_found, Not Found\)\. Check its ID /,
		],
		[
			'an app without the scope',
			() => (sandbox.app.mayManageWebhooks = false),
			PROBLEM.forbidden,
			/ \(HTTP 403: insufficient_scope, .*\)\. In the Developer Console, add the scope Manage Webhooks /,
		],
		[
			'a token that has ended',
			() => sandbox.tokens.expireAccessTokens(),
			PROBLEM.unauthorized,
			/ \(HTTP 401\)\. Open the Box credential and connect it again\.$/,
		],
		[
			'a trigger that it does not know',
			() => Object.assign(connection, { triggers: ['FILE.TELEPORTED'] }),
			PROBLEM.refused,
			/^The request to create a webhook on folder \d+ failed: Box rejected it \(HTTP 400: bad_request, .*\)\. Check the parameters of the node\.$/,
		],
		[
			'too many requests',
			() => sandbox.faults.push({ effect: { kind: 'status', status: 429, retryAfter: 7 } }),
			PROBLEM.throttled,
			/rate limit/,
		],
		[
			'everything, while it is down',
			() => sandbox.faults.push({ effect: { kind: 'status', status: 503 } }),
			PROBLEM.failing,
			/server error/,
		],
		[
			'to speak JSON, behind a proxy',
			() => sandbox.faults.push({ effect: { kind: 'html' } }),
			PROBLEM.notJson,
			/to list webhooks failed: Box's response is not JSON/,
		],
	])('is reported with a reason: %s', async (_, arrange, reason, says) => {
		arrange();
		const { problems } = await settle();
		expect(problems[0].reason).toBe(reason);
		expect(problems[0].message).toMatch(says);
		if (reason === PROBLEM.throttled) expect(problems[0].retryAfterMs).toBe(7000);
	});
});

describe('browsing', () => {
	const paths = async (typed: string, marker?: string) => {
		const browsed = await browse(connection.box, typed, marker);
		if (!browsed.ok) throw new Error(browsed.problem.message);
		return browsed.value.entries.map(({ path }) => path);
	};

	beforeEach(() => {
		const [a] = folders;
		const inner = sandbox.items.add('folder', 'Year 2026', sandbox.user, a);
		sandbox.items.add('file', 'Offer.pdf', sandbox.user, inner);
		sandbox.items.add('file', 'Overview.pdf', sandbox.user, a);
		sandbox.items.add('file', 'Private.pdf', sandbox.colleague);
	});

	it.each([
		['', ['A/', 'B/', 'C/', 'D/']],
		['b', ['B/']],
		['A/', ['A/Year 2026/', 'A/Overview.pdf']],
		['a/over', ['A/Overview.pdf']],
		['A/year 2026/', ['A/Year 2026/Offer.pdf']],
		['/A/Year 2026/off', ['A/Year 2026/Offer.pdf']],
		['A/nowhere/', []],
		['Private', []],
	])('%j shows %j', async (typed, shown) => expect(await paths(typed)).toEqual(shown));

	it('returns the type and id of each, and continues on the next page', async () => {
		const [a] = folders;
		for (let count = 0; count < 1000; count++)
			sandbox.items.add('file', `N${String(count).padStart(4, '0')}`, sandbox.user, a);
		const first = await browse(connection.box, 'A/');
		if (!first.ok) throw new Error(first.problem.message);
		expect(first.value.entries).toHaveLength(1000);
		expect(first.value.entries[1]).toMatchObject({ type: 'file', path: 'A/N0000' });
		expect(await paths('A/', first.value.next)).toEqual(['A/N0999', 'A/Overview.pdf']);
		const last = await browse(connection.box, 'A/', first.value.next);
		expect(last.ok && last.value.next).toBeUndefined();
	});
});
