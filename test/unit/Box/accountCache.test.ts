import { AccountCache } from '../../../nodes/Box/accountCache';
import { box } from '../../../nodes/Box/vendor';
import { PROBLEM } from '../../../nodes/core/result';
import { BoxSandbox } from '../../sandbox/box/server';
import { connectSandbox, reachSandbox } from './sandboxBox';

let sandbox: BoxSandbox;

beforeEach(async () => (sandbox = await BoxSandbox.start()));
afterEach(async () => await sandbox.close());

const asked = () => sandbox.requests.all(({ path }) => path === '/2.0/users/me').length;

describe('the account of a token', () => {
	it('is requested once for each token', async () => {
		const reached = await reachSandbox(sandbox);
		const accounts = new AccountCache();
		const account = { ok: true, value: `user_${sandbox.user.id}` };
		for (let count = 0; count < 3; count++)
			expect(await accounts.find(reached, 'a token')).toEqual(account);
		expect(asked()).toBe(1);
		expect(await accounts.find(reached, 'the next token')).toEqual(account);
		expect(asked()).toBe(2);
	});

	it('is requested once for deliveries that arrive together', async () => {
		const reached = await reachSandbox(sandbox);
		const accounts = new AccountCache();
		const each = Array.from({ length: 50 }, async () => await accounts.find(reached, 'a token'));
		const account = { ok: true, value: `user_${sandbox.user.id}` };
		expect(await Promise.all(each)).toEqual(Array(50).fill(account));
		expect(asked()).toBe(1);
	});

	it('is requested again after a failure', async () => {
		const reached = await reachSandbox(sandbox);
		const accounts = new AccountCache();
		sandbox.faults.push({ effect: { kind: 'status', status: 500 }, times: 1 });
		expect(await accounts.find(reached, 'a token')).toMatchObject({
			ok: false,
			problem: { reason: PROBLEM.failing },
		});
		expect(await accounts.find(reached, 'a token')).toMatchObject({ ok: true });
	});

	it('is not requested if the credential contains it', async () => {
		const connection = await connectSandbox(sandbox, { targets: [], triggers: [] });
		const named = { ...connection, account: 'enterprise_1' };
		expect(await box.identify?.(named)).toEqual({ ok: true, value: named });
		const unnamed = await box.identify?.({ ...connection, account: '' });
		expect(unnamed?.ok && box.account(unnamed.value)).toBe(`user_${sandbox.user.id}`);
		expect(asked()).toBe(0);
	});
});
