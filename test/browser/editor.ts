import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

import { owner, type N8n } from '../n8n/support/n8n';
import { waitFor } from '../n8n/support/waitFor';

const patienceMs = 60_000;
const size = { width: 1280, height: 860 };

/** n8n's editor in a browser, as its owner uses it. What is not there within a minute fails. */
export class Editor {
	private constructor(
		readonly page: Page,
		private readonly browser: Browser,
		private readonly n8n: N8n,
	) {}

	/** Starts a browser and logs in. */
	static async open(program: string, n8n: N8n): Promise<Editor> {
		const browser = await chromium.launch({
			executablePath: program,
			// The tests may run as root, where Chromium's sandbox does not.
			args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
		});
		const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
		context.setDefaultTimeout(patienceMs);
		// n8n's requests to the internet fail at once.
		await context.route(
			(url) => url.origin !== new URL(n8n.url).origin,
			async (route) => await route.abort(),
		);
		await context.request.post(`${n8n.url}/rest/login`, {
			data: { emailOrLdapLoginId: owner.email, password: owner.password },
		});
		return new Editor(await context.newPage(), browser, n8n);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	/** One of n8n's own handles for tests. */
	part(id: string): Locator {
		return this.page.locator(`[data-test-id="${id}"]`);
	}

	/** Goes to a page of the editor; the first time it is loaded, which takes some seconds. */
	async goTo(path: string): Promise<void> {
		if (!this.page.url().startsWith(this.n8n.url)) {
			await this.page.goto(`${this.n8n.url}${path}`);
			return;
		}
		// What its router hears when somebody presses Back.
		await this.page.evaluate(
			`history.pushState({}, '', ${JSON.stringify(path)});
			dispatchEvent(new PopStateEvent('popstate', { state: {} }));`,
		);
	}

	/** Opens the list of nodes on a new workflow. */
	async openNodeCreator(): Promise<void> {
		await this.goTo('/workflow/new');
		await this.part('canvas-add-button').locator('button').click();
		await this.part('node-creator-search-bar').waitFor();
	}

	/** What the list of nodes shows for some words, once `expected` is in it; n8n puts long lists up in parts. */
	async search(words: string, ...expected: string[]): Promise<string[]> {
		const bar = this.part('node-creator-search-bar');
		const names = this.part('node-creator-item-name');
		const found = expected.map((name) => names.filter({ hasText: name }).first());
		// No node has this name, so later results were found by the words.
		await bar.fill('zzzzzz');
		await Promise.all(found.map(async (name) => await name.waitFor({ state: 'hidden' })));
		await bar.fill(words);
		await Promise.all(found.map(async (name) => await name.waitFor()));
		return (await names.allInnerTexts()).map((name) => name.trim());
	}

	async openWorkflow(id: string): Promise<void> {
		await this.goTo(`/workflow/${id}`);
		await this.part('canvas-node').first().waitFor();
	}

	/** Opens a node of the workflow on the canvas, and waits until its parameters are there. */
	async openNode(name: string): Promise<void> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
		await this.part('node-parameters').waitFor();
	}

	/** Closes the node that is open, if one is. */
	async closeNode(): Promise<void> {
		if (!(await this.part('node-parameters').isVisible())) return;
		await this.part('ndv-close-button').first().click();
		await this.part('node-parameters').waitFor({ state: 'hidden' });
	}

	/** What the list that has `chosen` in it offers for some words, each choice with its description. */
	async searchChoices(chosen: string, words: string): Promise<string[]> {
		const list = this.part('parameter-input').filter({ hasText: chosen }).first();
		await list.click();
		await this.page.keyboard.type(words);
		const choices = this.page.locator('.el-select-dropdown__item:visible');
		await choices.filter({ hasNotText: words }).first().waitFor({ state: 'hidden' });
		const texts = await choices.allInnerTexts();
		await this.page.keyboard.press('Escape');
		return texts;
	}

	/** Where the link *Docs* of the opened node leads. */
	async docsLink(): Promise<URL> {
		const links = this.page.locator('a:visible', { hasText: /^\s*Docs\s*$/ });
		return new URL(String(await links.first().getAttribute('href')));
	}

	/** What the opened node shows as the value of a parameter. */
	async valueOf(parameter: string): Promise<string> {
		const field = this.part(`parameter-input-${parameter}`).first();
		const text = await field.innerText();
		return text.trim() || (await field.locator('input').first().inputValue());
	}

	/** The names in the list *Add option* of the opened node. */
	async options(): Promise<string[]> {
		await this.part('collection-parameter-add').first().click();
		const names = this.page.locator('.el-select-dropdown__item:visible, [role=option]:visible');
		await names.first().waitFor();
		const texts = await names.allInnerTexts();
		await this.page.keyboard.press('Escape');
		return texts.map((text) => text.trim());
	}

	/** Publishes the workflow and resolves with the message that n8n shows if that fails. */
	async publishInVain(): Promise<string> {
		await this.page.getByRole('button', { name: 'Publish' }).first().click();
		await this.page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
		const message = this.page.locator('.el-notification--error, .el-notification').filter({
			hasText: 'could not be published',
		});
		return await message.first().innerText();
	}

	/** Executes the opened node and resolves with its output, as soon as it contains `expected`. */
	async executeStep(expected: RegExp): Promise<string> {
		await this.part('node-execute-button').first().click();
		return await this.output(expected);
	}

	/** Lets the opened trigger listen for a test event. */
	async listen(): Promise<void> {
		await this.part('node-execute-button').first().click();
		await this.part('trigger-listening').first().waitFor();
	}

	/** Resolves with the output of the opened node, as soon as it contains `expected`. */
	async output(expected: RegExp): Promise<string> {
		return await this.textOf('output-panel', expected);
	}

	/** Resolves with what the opened node can read of the nodes before it, as soon as it contains `expected`. */
	async input(expected: RegExp): Promise<string> {
		return await this.textOf('ndv-input-panel', expected);
	}

	private async textOf(id: string, expected: RegExp): Promise<string> {
		const panel = this.part(id);
		return await waitFor(
			async () => {
				const text = await panel.innerText();
				return expected.test(text) && text;
			},
			patienceMs,
			`${expected.source} in ${id}`,
		);
	}

	/** Opens what became of an execution. */
	async openExecution(workflowId: string, id: string): Promise<void> {
		await this.goTo(`/workflow/${workflowId}/executions/${id}`);
		// Until then, the canvas of the previous page can still be there.
		await this.part(`execution-preview-details-${id}`).waitFor();
		await this.part('canvas-node').first().waitFor();
	}

	/** Opens a stored credential; n8n tests it by itself. */
	async openCredential(id: string): Promise<void> {
		await this.goTo(`/home/credentials/${id}`);
		await this.page.getByText('Need help filling out these fields?').waitFor();
	}

	/** Closes the credential that is open, if one is. */
	async closeCredential(): Promise<void> {
		const dialog = this.part('credential-edit-dialog');
		if (!(await dialog.isVisible())) return;
		await this.page
			.locator('[role=dialog] .el-dialog__headerbtn, [data-test-id=dialog-close-button]')
			.first()
			.click();
		await dialog.waitFor({ state: 'hidden' });
	}

	/** What the test of the opened credential says. */
	async credentialComplaint(): Promise<string> {
		await this.page.getByText('More details', { exact: true }).click();
		return await this.part('credential-edit-dialog').innerText();
	}

	/** Messages that n8n shows in a corner for a while when something went wrong. */
	async complaints(): Promise<string[]> {
		return await this.page.locator('.el-notification--error').allInnerTexts();
	}
}
