import { box as vendor } from '../../../../nodes/Box/vendor';
import { floorToSecond } from '../../../../nodes/core/dates';
import { toEvent, type NormalizedEvent } from '../../../../nodes/core/event';
import type { BoxItem } from '../../../sandbox/box/items';
import { BoxSandbox } from '../../../sandbox/box/server';
import { ManualClock } from '../../../sandbox/clock';
import { connectSandbox, reachSandbox } from '../../Box/sandboxBox';
import { inShort, ReplayStage, sameness } from './stage';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ALL = ['FILE.UPLOADED', 'FILE.RENAMED', 'FILE.TRASHED', 'FOLDER.CREATED'];

let clock: ManualClock;
let sandbox: BoxSandbox;
let folder: BoxItem;
let stage: ReplayStage;
let from: string;
const now = () => new Date(clock.now()).toISOString();

beforeEach(async () => {
	// A replay rejects dates that are in the future by n8n's clock.
	clock = new ManualClock(new Date(Date.now() - DAY_MS).toISOString());
	sandbox = await BoxSandbox.start(3, clock, { callsPerMinute: 100_000 });
	const { user, items, app } = sandbox;
	folder = items.add('folder', 'Contracts', user);
	folder.collaborators.add(app.serviceAccount.id);
	clock.advance(HOUR_MS);
	from = now();
	stage = stageOf('user', user.id);
});
afterEach(async () => await sandbox.close());

/** A credential of the app that acts for a user, or for the enterprise. */
function stageOf(subjectType: string, subjectId: string): ReplayStage {
	const { app, url } = sandbox;
	const form = {
		grant_type: 'client_credentials',
		...{ client_id: app.clientId, client_secret: app.clientSecret },
		...{ box_subject_type: subjectType, box_subject_id: subjectId },
	};
	const data = {
		grantType: 'clientCredentials',
		...{ subjectType, subjectId, clientId: app.clientId, clientSecret: app.clientSecret },
		...{ useBaseUrl: true, baseUrl: url, primarySignatureSecret: 'a-primary-key' },
	};
	return new ReplayStage(
		{
			...{ type: 'signedEventsBoxOAuth2Api', data },
			async sign(options) {
				const body = new URLSearchParams(form);
				const granted = await fetch(`${url}/oauth2/token`, { method: 'POST', body });
				const { access_token: token } = (await granted.json()) as { access_token: string };
				const headers = { ...options.headers, authorization: `Bearer ${token}` };
				return Object.assign(options, { headers });
			},
		},
		{ vendor: 'box', objectTypes: ['files', 'folders'] },
	);
}

/** The events that catch-up of a trigger emits for what happened since `from`, in the order of their dates. */
async function live(target: BoxItem): Promise<NormalizedEvent[]> {
	const watching = { targets: [{ type: target.type, id: target.id }], triggers: ALL };
	const connection = {
		...(await connectSandbox(sandbox, watching)),
		box: await reachSandbox(sandbox, sandbox.user, true),
		now: () => clock.now(),
	};
	const since = floorToSecond(Date.parse(from));
	const cursor = { since, watermark: since, positions: { user: `0@${since}` } };
	const looked = await vendor.catchUp!.look(connection, cursor, { graceMs: -6_000 });
	if (!looked.ok) throw new Error(looked.problem.message);
	const { elementKey, hubKey } = vendor;
	const source = { elementKey, hubKey, account: '', instanceName: '', instanceTags: [] };
	return looked.value.changes.map((change) =>
		toEvent(change, { ...source, includeRaw: true }, { capture: 'polling', receivedAt: 0 }),
	);
}

/** Uploads, renames and trashes a file in the folder, and one elsewhere. */
async function happen(): Promise<{ file: string; inner: string; elsewhere: string }> {
	const { acts, user } = sandbox;
	const file = await acts.upload('Offer.pdf', user, folder);
	clock.advance(HOUR_MS);
	const elsewhere = await acts.upload('Elsewhere.pdf', user);
	clock.advance(HOUR_MS);
	await acts.rename(file, 'Offer 2.pdf', user);
	clock.advance(HOUR_MS);
	const inner = await acts.createFolder('2026', user, folder);
	clock.advance(HOUR_MS);
	await acts.trash(file, user);
	return { file: file.id, inner: inner.id, elsewhere: elsewhere.id };
}

it('emits the events of all files and folders, by date', async () => {
	const { file, inner, elsewhere } = await happen();
	expect((await stage.events({ from })).map(inShort)).toEqual([
		`CREATED files ${file}`,
		`CREATED files ${elsewhere}`,
		`UPDATED files ${file}`,
		`CREATED folders ${inner}`,
		`DELETED files ${file}`,
	]);
});

it('emits the events of a folder with the identity of catch-up', async () => {
	await happen();
	clock.advance(HOUR_MS);
	const expected = await live(folder);
	expect(expected).toHaveLength(4);
	const events = await stage.events({ from, targets: folder.id });
	expect(events.map(sameness)).toEqual(expected.map(sameness));
	expect(events[0]).toMatchObject({ capture: 'backfill', rawShape: 'event' });
});

it('names no state by a second in which another event can still happen', async () => {
	await happen();
	const states = async () => (await stage.events({ from })).map(({ stateId }) => stateId);
	const young = await states();
	expect(young.map((state) => state !== undefined)).toEqual([true, true, true, true, false]);
	clock.advance(10_000);
	const settled = await states();
	expect(settled.slice(0, -1)).toEqual(young.slice(0, -1));
	expect(settled[4]).toMatch(/^st_/);
});

it('emits only events of the span, the types and the objects', async () => {
	const { file, inner, elsewhere } = await happen();
	const to = new Date(Date.parse(from) + 1.5 * HOUR_MS).toISOString();
	const inSpan = await stage.events({ from, to });
	expect(inSpan.map(({ objectId }) => objectId)).toEqual([file, elsewhere]);
	const folders = await stage.events({ from, objectTypes: 'folders' });
	expect(folders.map(({ objectId }) => objectId)).toEqual([inner]);
	const own = await stage.events({ from, ids: elsewhere });
	expect(own.map(({ objectId }) => objectId)).toEqual([elsewhere]);
	expect(await stage.events({ from, limit: 2 })).toHaveLength(2);
});

it('previews the number of events', async () => {
	await happen();
	expect(await stage.preview({ from })).toMatchObject({
		...{ vendor: 'box', account: `user_${sandbox.user.id}`, events: 5 },
		byType: [
			{ objectType: 'files', events: 4, created: 2, updated: 1, deleted: 1 },
			{ objectType: 'folders', events: 1, created: 1 },
		],
	});
});

it('reads the history of the enterprise for what the streams no longer have', async () => {
	const { file } = await happen();
	clock.advance(30 * DAY_MS);
	const enterprise = stageOf('enterprise', sandbox.enterpriseId);
	sandbox.app.mayManageEnterprise = true;
	jest.useFakeTimers({ now: clock.now(), doNotFake: timersExceptDate });
	try {
		const events = await enterprise.events({ from });
		expect(events.map(inShort)).toContain(`CREATED files ${file}`);
		expect(enterprise.hints).toEqual([]);
		const own = stageOf('user', sandbox.user.id);
		expect(await own.events({ from })).toEqual([]);
		expect(own.hints[0]).toMatch(/^Box no longer has all events from before/);
	} finally {
		jest.useRealTimers();
	}
});

/** All that fake timers replace, except the time of day. */
const timersExceptDate = [
	...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'] as const),
	...(['clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

it('says that an app without the scope emits only the events of its own user', async () => {
	sandbox.app.mayManageEnterprise = false;
	const enterprise = stageOf('enterprise', sandbox.enterpriseId);
	await enterprise.items({ from });
	expect(enterprise.hints[0]).toMatch(/add the scope Manage enterprise properties/);
});

it('emits nothing for an empty span, and says so', async () => {
	expect(await stage.items({ from })).toEqual([]);
	expect(stage.hints).toEqual([expect.stringMatching(/found no events of files, folders/)]);
});

it.each([
	['a wrong target', { targets: 'x' }, /"x" is not a file or folder of Box/],
	['a wrong type', { objectTypes: 'orders' }, /"orders" is not a type that Replay can read/],
])('fails with %s', async (_case, parameters, message) => {
	await expect(stage.items({ from, ...parameters })).rejects.toThrow(message);
});

it("fails with Box's problem", async () => {
	sandbox.faults.push({ effect: { kind: 'status', status: 503 } });
	await expect(stage.items({ from })).rejects.toThrow(/^The request .* failed/);
});
