import { box as vendor } from '../nodes/Box/vendor';
import { plant } from '../test/sandbox/box/acts';
import type { BoxItem } from '../test/sandbox/box/items';
import { BoxSandbox } from '../test/sandbox/box/server';
import { ManualClock } from '../test/sandbox/clock';
import { connectSandbox } from '../test/unit/Box/sandboxBox';
import type { Row, Table } from './table';

const PER_FOLDER = 99;
const PAGE = 500;
const TRIGGERS = ['FILE.RENAMED', 'FILE.TRASHED'];

/** What happens between two looks: the number of files, and in how many folders they are. */
const CHANGES = [
	{ what: 'nothing', count: 0, act: 'rename' },
	{ what: '100 renamed', count: 100, act: 'rename' },
	{ what: '1,000 renamed', count: 1_000, act: 'rename' },
	{ what: '99 trashed, one folder', count: 99, act: 'trash' },
	{ what: '100 trashed, scattered', count: 100, act: 'trash', isScattered: true },
] as const;

/** Counts the requests with which Box's catch-up finds changes in a large tree. */
export async function boxCatchUp(): Promise<Table[]> {
	const rows: Row[] = [];
	for (const folders of [100, 1_000])
		for (const change of CHANGES) rows.push(await costOf(folders, change));
	return [
		{
			title: 'Box: what a look of the catch-up costs',
			legend:
				'A monitored folder with this number of items, and what happened since the last look. A trashed item is listed without its path, so its folder is asked for. A listing of the tree takes one request per folder. Exact counts.',
			rows,
		},
	];
}

async function costOf(
	folders: number,
	{ what, count, act, ...more }: (typeof CHANGES)[number],
): Promise<Row> {
	const clock = new ManualClock('2026-11-01T12:00:00Z');
	const sandbox = await BoxSandbox.start(5, clock, { callsPerMinute: Infinity });
	const { user, items, acts } = sandbox;
	const root = items.add('folder', 'Root', user);
	const planted = plant(items, user, { folders, filesEach: PER_FOLDER }, root);
	const files = planted.filter(({ type }) => type === 'file');
	const target = { type: root.type, id: root.id };
	const connection = {
		...(await connectSandbox(sandbox, { targets: [target], triggers: TRIGGERS })),
		now: () => clock.now(),
	};
	const begun = await vendor.catchUp!.begin(connection);
	if (!begun.ok) throw new Error(begun.problem.message);
	const step = 'isScattered' in more ? Math.floor(files.length / count) : 1;
	const changed: BoxItem[] = Array.from({ length: count }, (_, index) => files[index * step]);
	for (const file of changed)
		if (act === 'rename') await acts.rename(file, `${file.name}'`, user);
		else await acts.trash(file, user);
	clock.advance(600_000);
	sandbox.requests.reset();
	const looked = await vendor.catchUp!.look(connection, begun.value.cursor);
	if (!looked.ok) throw new Error(looked.problem.message);
	const requests = sandbox.requests.length;
	const bytes = sandbox.requests.all().reduce((sum, one) => sum + one.bytes, 0);
	await sandbox.close();
	const parents = act === 'trash' ? new Set(changed.map(({ parent }) => parent)).size : 0;
	return {
		items: `${(planted.length + 1).toLocaleString('en')}`,
		'since the last look': what,
		found: { value: looked.value.changes.length, goal: { atLeast: count, atMost: count } },
		// A page of each 500 events, the one that ends the stream, and each folder once.
		requests: { value: requests, goal: { atMost: Math.ceil(count / PAGE) + 1 + parents } },
		KB: bytes / 1_000,
		'listing: requests': folders + 1,
	};
}
