-- The report's own touch, run last under Quarto and under the embedded engine: tables that can be read by a screen
-- reader, scrolled on a phone and fitted to a page, text that means what it says, and the stamp that stays in view.
local stringify = pandoc.utils.stringify
local html, typst = FORMAT:match 'html' ~= nil, FORMAT:match 'typst' ~= nil

local SHORT = 12 -- lines of a table that is kept on one page
local LABEL = 18 -- letters of a row's name that stay on one line
local PADDING = 3 -- letters of air in a cell
local PAGE = 88 -- letters of table text that fit beside each other on a page
local NARROW_PAGE = 105 -- the same with less air (class .bred)

local function rows_of(tbl)
  local rows = pandoc.List {}
  rows:extend(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do rows:extend(body.head) rows:extend(body.body) end
  rows:extend(tbl.foot.rows)
  return rows
end

local function longest_word(text)
  local most = 0
  for word in text:gmatch '%S+' do
    for part in word:gmatch '[^/–-]+' do most = math.max(most, pandoc.text.len(part) + 1) end
  end
  return most
end

-- Letters each column needs: at least its longest word (a heading may be hyphenated), and more as its texts grow.
local function needs(tbl)
  local least, wish = {}, {}
  for i = 1, #tbl.colspecs do least[i], wish[i] = 3, 3 end
  for i, row in ipairs(rows_of(tbl)) do
    local column = 1
    for _, cell in ipairs(row.cells) do
      if cell.col_span == 1 and least[column] then
        local text = stringify(cell.contents)
        local word = longest_word(text)
        local head = i <= #tbl.head.rows
        local wanted = head and word or math.min(pandoc.text.len(text), 60)
        if head and word > 6 then word = math.max(5, math.floor(word * 0.6)) end
        if not head and column == 1 then word = math.max(word, math.min(wanted, LABEL)) end
        least[column] = math.max(least[column], word + PADDING)
        wish[column] = math.max(wish[column], wanted + PADDING)
      end
      column = column + cell.col_span
    end
  end
  return least, wish
end

local function sum(list)
  local total = 0
  for _, value in ipairs(list) do total = total + value end
  return total
end

-- About how many lines the table takes: of each row, its fullest cell.
local function lines(tbl)
  local total = 0
  for _, row in ipairs(rows_of(tbl)) do
    local most, column = 1, 1
    for _, cell in ipairs(row.cells) do
      local room = 0
      for _ = 1, cell.col_span do room, column = room + (tbl.colspecs[column][2] or 1) * PAGE, column + 1 end
      most = math.max(most, math.ceil(pandoc.text.len(stringify(cell.contents)) / room))
    end
    total = total + most
  end
  return total
end

local function on_one_page(tbl)
  if lines(tbl) > SHORT then return tbl end
  return { pandoc.RawBlock('typst', '#block(breakable: false, width: 100%)['), tbl, pandoc.RawBlock('typst', ']') }
end

-- Widths that differ were chosen; equal ones only say that the source had long lines.
local function widths_were_chosen(tbl)
  local first = tbl.colspecs[1][2] or 0
  for _, colspec in ipairs(tbl.colspecs) do
    if math.abs((colspec[2] or 0) - first) > 0.001 then return true end
  end
  return false
end

local function fit_to_page(tbl)
  local least, wish = needs(tbl)
  local tight = tbl.classes:includes 'bred' or sum(least) > PAGE
  if tight then
    tbl.attributes['typst:inset'] = '(x: 4pt, y: 4pt)'
  end
  if widths_were_chosen(tbl) then return tbl end
  local page = tight and NARROW_PAGE or PAGE
  local spare, want = math.max(page - sum(least), 0), 0
  for i = 1, #wish do want = want + math.max(wish[i] - least[i], 0) end
  local share = {}
  for i = 1, #wish do
    local more = want > 0 and spare * math.max(wish[i] - least[i], 0) / want or spare * least[i] / sum(least)
    if want > 0 and want < spare then more = (wish[i] - math.min(wish[i], least[i])) + (spare - want) * least[i] / sum(least) end
    share[i] = least[i] + more
  end
  for i, colspec in ipairs(tbl.colspecs) do
    tbl.colspecs[i] = { colspec[1], math.floor(1000 * share[i] / sum(share)) / 1000 }
  end
  return tbl
end

-- The name of each column; a heading that spans several names them all.
local function column_names(tbl)
  local names = {}
  local last = tbl.head.rows[#tbl.head.rows]
  for _, cell in ipairs(last and last.cells or {}) do
    for _ = 1, cell.col_span do names[#names + 1] = stringify(cell.contents) end
  end
  return names
end

local labels = {}
local function label_of(tbl)
  local label = tbl.attributes['data-label'] or 'Tabell med ' .. table.concat(column_names(tbl), ', ')
  tbl.attributes['data-label'] = nil
  labels[label] = (labels[label] or 0) + 1
  return labels[label] == 1 and label or label .. ' (' .. labels[label] .. ')'
end

-- Quarto's own floats and callouts, before it writes them; the embedded engine has written its own by now.
local function named_by_caption(float)
  if not html or not float.content then return nil end
  if float.type == 'Table' and float.order and float.caption_long then
    local label = 'Tabell\u{a0}' .. float.order.order .. ': ' .. stringify(float.caption_long)
    float.content = pandoc.Blocks { float.content }:walk {
      Table = function(tbl) tbl.attributes['data-label'] = label return tbl end,
    }
  end
  float.attributes.alt = nil -- the picture has it; on the frame around it means nothing
  return float
end

-- Quarto puts the kind («Advarsel») right before the title, for those who listen: the two are not one word.
local function apart_from_its_kind(callout)
  if not html or not callout.title then return nil end
  callout.title = pandoc.Plain({ pandoc.Space() } .. pandoc.utils.blocks_to_inlines(pandoc.Blocks { callout.title }))
  return callout
end

-- Roles are said in full, since a browser may forget what a table is when its rows are shown as blocks on a phone.
local function open_rows(rows, names)
  for _, row in ipairs(rows) do
    row.attributes.role = 'row'
    local column = 1
    for _, cell in ipairs(row.cells) do
      local head = not names or column == 1
      cell.attributes.role = not head and 'cell' or names and 'rowheader' or 'columnheader'
      if names then cell.attributes['data-kolonne'] = names[column] end
      if head then cell.attributes.scope = (names and 'row' or 'col') .. (cell.col_span > 1 and 'group' or '') end
      column = column + cell.col_span
    end
  end
end

local function open_to_all(tbl)
  if not widths_were_chosen(tbl) then
    for i, colspec in ipairs(tbl.colspecs) do tbl.colspecs[i] = { colspec[1], nil } end
  end
  local label = label_of(tbl)
  local group = pandoc.Attr('', {}, { { 'role', 'rowgroup' } })
  tbl.attributes.role, tbl.head.attr = 'table', group
  open_rows(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    body.row_head_columns = 1
    body.attr = group
    open_rows(body.body, column_names(tbl))
  end
  return pandoc.Div({ tbl }, pandoc.Attr('', { 'tabell' }, { { 'role', 'region' }, { 'tabindex', '0' }, { 'aria-label', label } }))
end

-- Typst reads «-1», «...», dashes in a row, soft hyphens and apostrophes as typography; such words are handed over as they stand.
local TYPOGRAPHY = { '-', '––', '—', '..', "'", '’', '\u{ad}' }
local function literal(str)
  local plain, found = str.text:gsub('(%w)%-(%a)', '%1%2'), false
  for _, sign in ipairs(TYPOGRAPHY) do found = found or plain:find(sign, 1, true) end
  return found and pandoc.RawInline('typst', '#"' .. str.text:gsub('[\\"]', '\\%0') .. '";') or nil
end

-- A paragraph in a block of its own; «#[]» keeps text that starts like a list («31. oktober», «+ 5») from becoming one.
local function in_block(paragraph, settings)
  paragraph.content:insert(1, pandoc.RawInline('typst', '#block(breakable: false' .. (settings or '') .. ')[#[]'))
  paragraph.content:insert(pandoc.RawInline('typst', ']'))
end

-- A point stays on one page: a link where a point breaks over two would be tagged outside it, and the PDF refused.
local function whole_points(list)
  for _, item in ipairs(list.content) do
    if #item == 1 and (item[1].t == 'Plain' or item[1].t == 'Para') then in_block(item[1]) end
  end
  return list
end

-- The line that leads up to a list goes with it to the next page.
local LISTS = { BulletList = true, OrderedList = true, DefinitionList = true }
local function with_its_list(blocks)
  for i = 1, #blocks - 1 do
    if blocks[i].t == 'Para' and LISTS[blocks[i + 1].t] then in_block(blocks[i], ', sticky: true') end
  end
  return blocks
end

local function stamped(doc)
  if html and doc.meta.stempel then
    local text = pandoc.Inlines(stringify(doc.meta.stempel))
    doc.blocks:insert(1, pandoc.Div({ pandoc.Para(text) }, pandoc.Attr('', { 'stempel' }, { { 'role', 'note' }, { 'aria-label', 'Merking' } })))
  end
  return doc
end

local function marked_as_wide(div)
  if not div.classes:includes 'bred' then return nil end
  return div:walk { Table = function(tbl) tbl.classes:insert 'bred' return tbl end }
end

-- A picture and the same drawn for a phone: the style sheet shows one of them.
local function for_phone(img)
  local narrow = img.attributes.smal
  if not narrow then return nil end
  img.attributes.smal = nil
  if not html then return img end
  local phone = img:clone()
  phone.src = narrow
  phone.classes:insert 'smal-skjerm'
  img.classes:insert 'bred-skjerm'
  return pandoc.Span { img, phone }
end

-- The documents of a report lie beside each other: HTML leads to HTML, PDF to PDF.
local function to_its_kind(link)
  local document = typst and link.target:match '^(%w+)%.html'
  if document then link.target = document .. '.pdf' return link end
end

-- The place of the contents in print; on a screen they stand beside the text.
local function contents(div)
  if not div.classes:includes 'innhold' then return nil end
  return typst and pandoc.RawBlock('typst', '#innhold()') or {}
end

return {
  { Div = contents, Image = for_phone, Link = to_its_kind },
  { Div = marked_as_wide, FloatRefTarget = named_by_caption, Callout = apart_from_its_kind },
  { Table = function(tbl)
      if html then return open_to_all(tbl) end
      if typst then return on_one_page(fit_to_page(tbl)) end
    end },
  { Str = typst and literal or nil },
  { Blocks = typst and with_its_list or nil, BulletList = typst and whole_points or nil, OrderedList = typst and whole_points or nil },
  { Pandoc = stamped },
}
