"""Builds the workbook fixtures that only a real office program can write.

    /usr/bin/python3 tests/support/workbooks/build_with_libreoffice.py

Needs LibreOffice with its Python bridge (Debian: libreoffice-calc python3-uno). The files it writes are committed under
src/platform/workbook/tests/files/, so that tests run without it. All persons and firms are made up.
"""

import pathlib
import subprocess
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parents[2] / "src/platform/workbook/tests/files"
DAY = 44874  # 2022-11-09


def value(name, content):
    made = PropertyValue()
    made.Name, made.Value = name, content
    return made


def named(name, content):
    made = uno.createUnoStruct("com.sun.star.beans.NamedValue")
    made.Name, made.Value = name, content
    return made


def connect(profile):
    pipe = "taizhang-fixtures"
    process = subprocess.Popen(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"]
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(60):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return process, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.5)
    raise SystemExit("soffice did not answer")


def date_format(document, code):
    formats = document.NumberFormats
    locale = uno.createUnoStruct("com.sun.star.lang.Locale")
    locale.Language, locale.Country = "zh", "CN"
    key = formats.queryKey(code, locale, False)
    return key if key >= 0 else formats.addNew(code, locale)


def ledger(document):
    """Title, note, two-row merged head, one sheet per village, a hidden row, a formula, a wrong formula, ids as text, a hidden sheet."""
    sheets = document.Sheets
    sheets.getByIndex(0).Name = "张庄村"
    sheets.insertNewByName("余沟村", 1)
    sheets.insertNewByName("字典", 2)
    for index, village in enumerate(["张庄村", "余沟村"]):
        sheet = sheets.getByIndex(index)
        put = lambda column, row, content: setattr(
            sheet.getCellByPosition(column, row), "Formula" if isinstance(content, str) and content.startswith("=") else ("String" if isinstance(content, str) else "Value"), content
        )
        put(0, 0, f"焦店镇{village}九小场所台账")
        sheet.getCellRangeByName("A1:I1").merge(True)
        put(0, 1, "填报单位（盖章）：")
        for column, title in enumerate(["序号", "名称", "类别", "地址", "联系电话", "面积（㎡）", "登记日期"]):
            put(column, 2, title)
            sheet.getCellRangeByPosition(column, 2, column, 3).merge(True)
        put(7, 2, "包保责任人")
        sheet.getCellRangeByName("H3:I3").merge(True)
        put(7, 3, "镇级")
        put(8, 3, "村级")
        for at in range(3):
            row = 4 + at
            put(0, row, at + 1)
            put(1, row, ["顺河小栈旅馆", "百味小吃店", "老地方理发店"][at] + ("" if index == 0 else "二店"))
            put(2, row, ["小旅馆", "小餐馆", "理发店"][at])
            put(3, row, f"顺河路{at + 1}号")
            put(4, row, "0375" + f"212345{at}")  # text: the leading zero stays
            put(5, row, 100 + at * 10.5)
            cell = sheet.getCellByPosition(6, row)
            cell.Value = DAY + at
            cell.NumberFormat = date_format(document, 'YYYY"年"M"月"D"日"')
            put(7, row, "韩雪梅")
            put(8, row, "李国强")
        sheet.getCellRangeByName("H5:H7").merge(True)
        sheet.Rows.getByIndex(5).IsVisible = False
        put(1, 7, "合计")
        put(5, 7, "=SUM(F5:F7)")
        put(6, 7, "=1/0")
        sheet.Columns.getByIndex(1).Width = 5000
    words = sheets.getByIndex(2)
    for at, word in enumerate(["小旅馆", "小餐馆", "理发店"]):
        words.getCellByPosition(0, at).String = word
    words.IsVisible = False


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        process, desktop = connect(profile)
        try:
            document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (value("Hidden", True),))
            ledger(document)
            document.calculateAll()
            store = lambda name, *filters: document.storeToURL((OUT / name).as_uri(), tuple(filters))
            xlsx = value("FilterName", "Calc MS Excel 2007 XML")
            store("libreoffice.xlsx", xlsx)
            # The password of OOXML goes as encryption data; a plain Password is ignored by this filter.
            secret = (named("CryptoType", "Standard"), named("OOXPassword", "not-a-secret"))
            store("encrypted.xlsx", xlsx, value("EncryptionData", uno.Any("[]com.sun.star.beans.NamedValue", secret)))
            store("old.xls", value("FilterName", "MS Excel 97"))
            store("sheet.ods", value("FilterName", "calc8"))
            store("gb18030.csv", value("FilterName", "Text - txt - csv (StarCalc)"), value("FilterOptions", "44,34,85,1"))
            store("page.xls", value("FilterName", "HTML (StarCalc)"))
            document.close(True)
        finally:
            try:
                desktop.terminate()
            except Exception:
                pass
            process.wait(timeout=30)


main()
