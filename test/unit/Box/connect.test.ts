import { connect } from '../../../nodes/Box/connect';
import { box } from '../../../nodes/Box/vendor';

const KEYS = { primarySignatureSecret: 'primary-key', secondarySignatureSecret: '' };

function connected(panel: Record<string, unknown>, credential: object = KEYS) {
	const getNodeParameter = (name: string, fallback: unknown) => panel[name] ?? fallback;
	const place = {
		getNode: () => ({ id: '1' }),
		getWorkflow: () => ({ id: '2' }),
		getMode: () => 'webhook',
	};
	const functions = { getNodeParameter, helpers: {}, ...place };
	const outcome = connect(functions as never, credential as never);
	if (!outcome.ok) throw new Error(outcome.problem.message);
	return outcome.value;
}

describe('a connection', () => {
	it('contains the targets and triggers of the parameters', () => {
		const connection = connected({ targets: '1,2', triggers: ['FILE.MOVED'] });
		expect(connection).toMatchObject({
			targets: [{ id: '1' }, { id: '2' }],
			triggers: ['FILE.MOVED'],
			box: { url: 'https://api.box.com' },
		});
		expect(box.configError?.(connection)).toBeUndefined();
	});

	it('fetches details only if the user switched that on', () => {
		expect(connected({ targets: '1' }).fetchDetails).toBe(false);
		const options = { fetchDetails: true };
		expect(connected({ targets: '1', options }).fetchDetails).toBe(true);
	});

	it('with invalid parameters prevents an activation, but not verification', () => {
		const connection = connected({ targets: 'file:1', triggers: ['FILE.UPLOADED'] });
		expect(box.configError?.(connection)).toMatch(
			/FILE\.UPLOADED cannot be used for file 1: Box offers it for a folder only/,
		);
		expect(connection.keys.primary).toBe('primary-key');
		expect(box.subscriptions?.wanted(connection, 'https://n8n.example/')).toEqual([]);
	});

	it('without a key reports that first', () => {
		const connection = connected({ targets: '' }, {});
		expect(box.configError?.(connection)).toMatch(/no signature key/);
	});

	it('fails with an invalid credential', () => {
		expect(() => connected({}, { ...KEYS, useBaseUrl: true })).toThrow(/Base URL/);
	});
});
