-- What Quarto does to a document before it is written, for plain pandoc: floats, callouts, cross-references,
-- alternative text, page breaks, conditional content. Knows no output format. Faults are collected in the
-- metadata field `problems`, each with the text to look for in the sources.
local stringify = pandoc.utils.stringify

local FLOATS = { fig = 'Figur', tbl = 'Tabell' }
local PREFIXES = { fig = 'figur', tbl = 'tabell', sec = 'kapittel' }
local CALLOUTS = { note = 'Merk', tip = 'Tips', warning = 'Advarsel', important = 'Viktig', caution = 'Forsiktig' }

local problems, numbers, sections, counts, formulas = {}, {}, {}, { fig = 0, tbl = 0 }, 0

local function problem(look_for, message)
  problems[#problems + 1] = pandoc.MetaMap { look_for = pandoc.MetaString(look_for), message = pandoc.MetaString(message) }
end

local function kind_of(identifier) return identifier:match '^(%a%a%a)%-' end

local function configure(meta)
  local crossref, language = meta.crossref or {}, meta.language or {}
  for kind in pairs(FLOATS) do
    if crossref[kind .. '-title'] then FLOATS[kind] = stringify(crossref[kind .. '-title']) end
  end
  for kind in pairs(PREFIXES) do
    if crossref[kind .. '-prefix'] then PREFIXES[kind] = stringify(crossref[kind .. '-prefix']) end
  end
  for kind in pairs(CALLOUTS) do
    local title = language['callout-' .. kind .. '-title']
    if title then CALLOUTS[kind] = stringify(title) end
  end
end

-- Images ------------------------------------------------------------------------------------------------------

local function check_image(image)
  local source = image.src
  if source:match '^%a+:' or source:match '^/' or source:match '%.%.' then
    problem(source, 'image «' .. source .. '» is not a file of the report folder; use a relative path inside it')
  else
    local file = io.open(source, 'rb')
    if file then file:close() else problem(source, 'image «' .. source .. '» does not exist in the report folder') end
  end
  local alt = image.attributes['fig-alt']
  if alt == nil or not alt:match '%S' then
    problem(source, 'image «' .. source .. '» has no alternative text; add fig-alt="…"')
  end
  image.attributes['fig-alt'] = nil
  image.caption = pandoc.Inlines(alt or '')
  image.title = ''
  return image
end

-- Floats ------------------------------------------------------------------------------------------------------

local function float(kind, identifier, classes, attributes, caption, body)
  counts[kind] = counts[kind] + 1
  if numbers[identifier] then problem(identifier, 'the label «' .. identifier .. '» is used twice') end
  numbers[identifier] = tostring(counts[kind])
  local attr = { { 'kind', kind }, { 'supplement', FLOATS[kind] }, { 'number', numbers[identifier] } }
  for name, value in pairs(attributes) do
    if name == 'tbl-colwidths' then attr[#attr + 1] = { name, value } end
  end
  local all = pandoc.List { 'float' }
  all:extend(classes)
  local content = pandoc.Blocks { pandoc.Div({ pandoc.Plain(caption) }, pandoc.Attr('', { 'caption' })) }
  content:extend(body)
  return pandoc.Div(content, pandoc.Attr(identifier, all, attr))
end

local function float_from_figure(figure)
  if kind_of(figure.identifier) ~= 'fig' then
    local images = 0
    figure:walk { Image = function() images = images + 1 end }
    if images > 0 then problem(stringify(figure.caption.long), 'a figure with a caption has no label; add {#fig-…}') end
    return nil
  end
  return float('fig', figure.identifier, figure.classes, {}, pandoc.utils.blocks_to_inlines(figure.caption.long), figure.content)
end

local function widths(tbl, spec)
  local parts, total = {}, 0
  for part in (spec or ''):gmatch '[%d.]+' do
    parts[#parts + 1] = tonumber(part)
    total = total + parts[#parts]
  end
  if #parts ~= #tbl.colspecs then return false end
  for i, colspec in ipairs(tbl.colspecs) do tbl.colspecs[i] = { colspec[1], parts[i] / total } end
  return true
end

local function float_from_table(tbl)
  local spec = tbl.attributes['tbl-colwidths']
  if spec and not widths(tbl, spec) then problem(spec, 'tbl-colwidths must give one number for each column') end
  tbl.attributes['tbl-colwidths'] = nil
  if kind_of(tbl.identifier) ~= 'tbl' then
    if #tbl.caption.long > 0 then
      problem(stringify(tbl.caption.long), 'a table with a caption has no label; add {#tbl-…} after the caption')
    end
    return tbl
  end
  local caption, identifier, classes = pandoc.utils.blocks_to_inlines(tbl.caption.long), tbl.identifier, tbl.classes
  tbl.caption, tbl.identifier, tbl.classes = { long = {} }, '', {}
  return float('tbl', identifier, classes, {}, caption, { tbl })
end

local function float_from_div(div)
  local kind = kind_of(div.identifier)
  if not FLOATS[kind] or div.classes:includes 'float' then return nil end
  local last = div.content[#div.content]
  local caption
  if div.content[1] and div.content[1].t == 'Table' and #div.content[1].caption.long > 0 then
    caption = pandoc.utils.blocks_to_inlines(div.content[1].caption.long)
    div.content[1].caption = { long = {} }
  elseif #div.content > 1 and last.t == 'Para' then
    caption = div.content:remove().content
  else
    problem(div.identifier, '«' .. div.identifier .. '» has no caption; end the block with a paragraph that is the caption')
    return nil
  end
  local content = pandoc.Blocks {}
  for _, block in ipairs(div.content) do
    if block.t == 'Figure' then content:extend(block.content)
    elseif block.t == 'Table' then
      local spec = div.attributes['tbl-colwidths'] or block.attributes['tbl-colwidths']
      if spec and not widths(block, spec) then problem(spec, 'tbl-colwidths must give one number for each column') end
      block.attributes['tbl-colwidths'] = nil
      content:insert(block)
    else content:insert(block) end
  end
  return float(kind, div.identifier, div.classes, {}, caption, content)
end

-- Callouts, conditions, page breaks, formulas -----------------------------------------------------------------

local function callout(div)
  local kind
  for _, class in ipairs(div.classes) do kind = kind or class:match '^callout%-(%a+)$' end
  if not kind then return nil end
  if not CALLOUTS[kind] then
    problem('callout-' .. kind, 'callout-' .. kind .. ' is not a kind of callout; use note, tip, warning, important or caution')
    return nil
  end
  local title = pandoc.Inlines(CALLOUTS[kind])
  if div.attributes.title then
    title = pandoc.utils.blocks_to_inlines(pandoc.read(div.attributes.title, 'markdown').blocks)
  elseif div.content[1] and div.content[1].t == 'Header' then
    title = div.content:remove(1).content
  end
  local content = pandoc.Blocks { pandoc.Div({ pandoc.Plain(title) }, pandoc.Attr('', { 'callout-title' })) }
  content:insert(pandoc.Div(div.content, pandoc.Attr('', { 'callout-body' })))
  return pandoc.Div(content, pandoc.Attr(div.identifier, { 'callout', 'callout-' .. kind }, { { 'kind', kind } }))
end

local function condition(element)
  local visible, hidden = element.classes:includes 'content-visible', element.classes:includes 'content-hidden'
  if not visible and not hidden then return nil end
  for name in pairs(element.attributes) do
    if name ~= 'when-format' and name ~= 'unless-format' then
      problem(name, 'conditional content by «' .. name .. '» is not supported; use when-format or unless-format')
    end
  end
  return nil -- the writers' filters know the format
end

local function page_break(para)
  local only = #para.content == 1 and para.content[1]
  if only and only.t == 'Span' and only.classes:includes 'sideskift' then
    return pandoc.Div({}, pandoc.Attr('', { 'sideskift' }))
  end
end

local function check_math(math)
  if math.mathtype == 'InlineMath' then
    problem(math.text, 'the formula «' .. math.text .. '» stands inside a line, where it can have no alternative text; '
      .. 'write it in words or as $$…$$ {#eq-… alt="…"} on a line of its own')
  end
end

local function formula(span)
  local math = span.content[1]
  if not span.classes:includes 'formel' or math == nil or math.t ~= 'Math' then return nil end
  if not (span.attributes.alt or ''):match '%S' or not span.identifier:match '^eq%-' then
    problem(math.text, 'the formula «' .. math.text .. '» has no label or no alternative text; write $$…$$ {#eq-… alt="…"}')
  end
  formulas = formulas + 1
  span.attributes.number = tostring(formulas)
  return span
end

local function check_cell(code)
  for _, class in ipairs(code.classes) do
    if class:match '^{' then problem(class, 'an executable cell (' .. class .. '): a report holds no code to run') end
  end
end

-- Sections and references -------------------------------------------------------------------------------------

local function number_section(header)
  if header.classes:includes 'unnumbered' then return end
  for level = #sections + 1, header.level do sections[level] = 0 end
  for level = #sections, header.level + 1, -1 do sections[level] = nil end
  sections[header.level] = sections[header.level] + 1
  numbers[header.identifier] = table.concat(sections, '.')
end

local function capital(word) return pandoc.text.upper(pandoc.text.sub(word, 1, 1)) .. pandoc.text.sub(word, 2) end

local function reference(cite)
  local links = pandoc.Inlines {}
  for i, citation in ipairs(cite.citations) do
    local label = citation.id:gsub('^%u', string.lower)
    local kind = kind_of(label)
    if citation.id:match '^[Ee]q%-' then
      problem('@' .. citation.id, 'reference to @' .. citation.id .. ': a formula is referred to in words')
    end
    if not PREFIXES[kind] then
      if i > 1 and #links > 0 then problem(citation.id, 'references and citations stand in one bracket; split it in two') end
      return nil
    end
    local number = numbers[label]
    if not number then
      problem('@' .. citation.id, 'reference to @' .. label .. ', but nothing numbered carries that label')
      number = '?'
    end
    if i > 1 then links:extend { pandoc.Str ',', pandoc.Space() } end
    local prefix = citation.id:match '^%u' and capital(PREFIXES[kind]) or PREFIXES[kind]
    if #citation.prefix > 0 then prefix = stringify(citation.prefix) end
    local text = citation.mode == 'SuppressAuthor' and number or prefix .. '\u{a0}' .. number
    links:insert(pandoc.Link(text, '#' .. label, '', pandoc.Attr('', { 'quarto-xref' })))
    links:extend(citation.suffix)
  end
  return links
end

local function check_links(doc)
  local known = {}
  local function note(element) if element.identifier ~= '' then known[element.identifier] = true end end
  doc:walk { Header = note, Div = note, Span = note, Figure = note, Table = note, CodeBlock = note }
  doc:walk { Link = function(link)
    local target = link.target:match '^#(.+)$'
    if target and not known[target] then
      problem('#' .. target, 'link to #' .. target .. ', but nothing carries that label')
    end
  end }
end

function Pandoc(doc)
  configure(doc.meta)
  doc = doc:walk { Math = check_math, CodeBlock = check_cell, Code = check_cell }
  doc = doc:walk { Span = formula, Para = page_break }
  doc = doc:walk { Image = check_image }
  doc = doc:walk {
    traverse = 'topdown',
    Div = function(div)
      condition(div)
      local made = float_from_div(div)
      if made then return made, false end
    end,
    Figure = float_from_figure,
    Table = function(tbl) return float_from_table(tbl), false end,
  }
  doc = doc:walk { Div = callout }
  doc = doc:walk { traverse = 'topdown', Header = number_section }
  doc = doc:walk { Cite = reference }
  check_links(doc)
  doc.meta.problems = pandoc.MetaList(problems)
  return doc
end
