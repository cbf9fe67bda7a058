import { err, PROBLEM } from '../../../../nodes/core/result';
import { setUp } from '../trigger/ledger';
import { WatchedNode } from './watchedNode';

const REJECTED = err(PROBLEM.unauthorized, 'The ledger rejects the key. Enter another.');

describe('a trigger', () => {
	function open() {
		const { ledger, binding } = setUp();
		const watched = new WatchedNode(binding);
		const isListed = () => watched.state.health.ledgers().length === 1;
		return { ledger, watched, isListed };
	}

	it('is not listed if n8n never had it active, because its activation failed', async () => {
		const { ledger, watched, isListed } = open();
		ledger.problem = REJECTED;
		await expect(watched.activate()).rejects.toThrow('rejects the key');
		await watched.deactivate();
		expect(isListed()).toBe(false);
		ledger.problem = undefined;
		await watched.activate();
		expect(isListed()).toBe(true);
	});

	it('stays listed if it was active before its activation failed', async () => {
		const { ledger, watched, isListed } = open();
		await watched.activate();
		await watched.deactivate();
		ledger.problem = REJECTED;
		await expect(watched.activate('update')).rejects.toThrow('rejects the key');
		await watched.deactivate();
		expect(isListed()).toBe(true);
	});

	it('stays listed if a start of n8n fails to activate it', async () => {
		const { watched, isListed } = open();
		watched.node.credential = undefined;
		await expect(watched.activate('init')).rejects.toThrow('no credential');
		await watched.deactivate();
		expect(isListed()).toBe(true);
	});
});
