/** Official documents 公文 in the layout of GB/T 9704-2012: as .docx, as a page, as PDF. */
export { checkDocument, civilWords, type OfficialDocument, ordinals, type Part, type TableColumn } from './document.ts';
export { pageHtml } from './html.ts';
export { fallsOn } from './measures.ts';
export { type PdfProgram, writePdf } from './pdf.ts';
export { badLayout, noPdfProgram, pdfFailed } from './problems.ts';
export { writeDocx } from './write.ts';
