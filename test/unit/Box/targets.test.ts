import {
	unsupportedTrigger,
	nameOf,
	readTargets,
	readTriggers,
	readMonitored,
} from '../../../nodes/Box/targets';

const read = (targets: unknown, targetType: unknown = 'folder', pickedTargets: unknown = {}) => {
	const outcome = readTargets({ targets, pickedTargets, targetType });
	return outcome.ok ? outcome.value.map(nameOf) : outcome.problem.message;
};
const located = (mode: string, value: unknown) => ({ target: { __rl: true, mode, value } });

describe('targets', () => {
	it.each([
		['one id', '123', ['folder 123']],
		['a number', 123, ['folder 123']],
		[
			'ids with commas, as events.list.ids has them',
			'1, 2,3',
			['folder 1', 'folder 2', 'folder 3'],
		],
		['ids on lines', '1\n2\r\n', ['folder 1', 'folder 2']],
		['a list', ['1', 2, 'file:3'], ['folder 1', 'folder 2', 'file 3']],
		['types of their own', 'file:1 folder/2 files/3', ['file 1', 'folder 2', 'file 3']],
		['an id twice', '1,1,folder:1', ['folder 1']],
		['a file and a folder of one number', 'file:7,folder:7', ['file 7', 'folder 7']],
		['an id beyond 2^53', '9007199254740993', ['folder 9007199254740993']],
		['the URL of a folder', 'https://app.box.com/folder/12', ['folder 12']],
		[
			'the URL of a file at a company, with more behind it',
			'https://acme.app.box.com/file/34?s=abc#x',
			['file 34'],
		],
		['objects as Box gives them', [{ type: 'file', id: '5', name: 'a, b' }], ['file 5']],
	])('are read from %s', (_, given, names) => expect(read(given)).toEqual(names));

	it('are files if the type is file', () => {
		expect(read('1,folder:2', 'file')).toEqual(['file 1', 'folder 2']);
	});

	it('are picked in rows, in any mode, together with typed ones', () => {
		const rows = [
			located('list', 'file:1'),
			located('id', '2'),
			located('id', '3, 4'),
			located('url', 'https://app.box.com/file/5'),
			located('list', ''),
		];
		expect(read('6', 'folder', { target: rows })).toEqual([
			'file 1',
			'folder 2',
			'folder 3',
			'folder 4',
			'file 5',
			'folder 6',
		]);
	});

	it.each([
		['nothing', '', /Choose at least one file or folder/],
		['All Files', '0', /does not allow a webhook on All Files/],
		[
			'a shared link',
			'https://app.box.com/s/abc123',
			/"https:\/\/app\.box\.com\/s\/abc123" is not/,
		],
		['another site', 'https://evil.example/folder/1', /is not a file or folder/],
		['a look-alike', 'https://box.com.evil.example/folder/1', /is not a file or folder/],
		['a path', '../users/me', /is not a file or folder/],
		['a word', 'Contracts', /"Contracts" is not a file or folder of Box\. Enter its ID/],
		[
			'too many',
			Array.from({ length: 1001 }, (_, n) => n + 1),
			/there are 1001, and Box allows 1000 webhooks/,
		],
	])('that are %s are rejected with a reason', (_, given, says) =>
		expect(read(given)).toMatch(says),
	);
});

describe('triggers', () => {
	it.each([
		['a list', ['FILE.UPLOADED', 'FILE.MOVED']],
		['a text with commas', ' FILE.MOVED, FILE.UPLOADED,FILE.MOVED '],
	])('are read from %s', (_, given) =>
		expect(readTriggers(given)).toEqual({ ok: true, value: ['FILE.MOVED', 'FILE.UPLOADED'] }),
	);

	it('are rejected if the list is empty', () => {
		expect(readTriggers([])).toMatchObject({ ok: false });
		expect(readTriggers(undefined)).toMatchObject({ ok: false });
	});

	it('that a target does not support are reported with it', () => {
		const both = [
			{ type: 'folder', id: '1' },
			{ type: 'file', id: '2' },
		] as const;
		expect(unsupportedTrigger(both, ['FILE.DOWNLOADED', 'FILE.UPLOADED'])).toBe(
			'The trigger FILE.UPLOADED cannot be used for file 2: Box offers it for a folder only. Remove the trigger or the target, or use a separate node for files.',
		);
		expect(unsupportedTrigger(both, ['DOCGEN_DOCUMENT_GENERATION_FAILED'])).toMatch(
			/cannot be used for folder 1: Box offers it for a file only/,
		);
		expect(unsupportedTrigger(both, ['FILE.DOWNLOADED', 'FILE.TELEPORTED'])).toBeUndefined();
	});
});

describe('the parameters together', () => {
	const watched = (panel: Record<string, unknown>) => {
		const outcome = readMonitored((name) => panel[name] ?? '');
		return outcome.ok ? outcome.value : outcome.problem.message;
	};

	it('are read', () => {
		expect(watched({ targets: '1', targetType: 'file', triggers: ['FILE.MOVED'] })).toEqual({
			targets: [{ type: 'file', id: '1' }],
			triggers: ['FILE.MOVED'],
		});
	});

	it.each([
		[{ triggers: ['FILE.MOVED'] }, /no target is chosen/],
		[{ targets: '1', triggers: [] }, /no trigger is chosen/],
		[{ targets: 'file:1', triggers: 'FILE.UPLOADED' }, /cannot be used for file 1/],
	])('are rejected if a part is invalid: %j', (panel, says) =>
		expect(watched(panel)).toMatch(says),
	);
});
