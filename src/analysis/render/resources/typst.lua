-- From the neutral document of quarto.lua to the Typst that Quarto writes for the same source.
local COLOURS = { note = '#0758e5', tip = '#00a047', warning = '#eb9113', important = '#cc1914', caution = '#fc5300' }

local function raw(text) return pandoc.RawInline('typst', text) end
local function quoted(text) return '"' .. text:gsub('[\\"]', '\\%0'):gsub('%s+', ' ') .. '"' end

local function length(value)
  local pixels = tonumber(value)
  return pixels and (pixels / 96 .. 'in') or value
end

local function image(img)
  local parts = { quoted(img.src), 'alt: ' .. quoted(pandoc.utils.stringify(img.caption)) }
  for _, side in ipairs { 'height', 'width' } do
    if img.attributes[side] then parts[#parts + 1] = side .. ': ' .. length(img.attributes[side]) end
  end
  return raw('#box(image(' .. table.concat(parts, ', ') .. '))')
end

local function float(div)
  local kind = div.attributes.kind
  local caption = div.content[1].content[1].content
  local body = pandoc.Blocks(div.content)
  body:remove(1)
  body = body:walk { Table = function(tbl)
    tbl.classes:extend(div.classes:filter(function(class) return class ~= 'float' end))
    return tbl
  end }
  local out = pandoc.Blocks { pandoc.Plain { raw '#figure([' } }
  out:extend(body)
  out:insert(pandoc.Plain(pandoc.Inlines { raw('], caption: figure.caption(position: ' .. (kind == 'tbl' and 'top' or 'bottom') .. ', [') }
    .. caption .. { raw(']), kind: "quarto-float-' .. kind .. '", supplement: ' .. quoted(div.attributes.supplement) .. ')<' .. div.identifier .. '>') }))
  return out
end

local function callout(div)
  local title, body = div.content[1].content[1].content, div.content[2].content
  local out = pandoc.Blocks { pandoc.Plain { raw '#callout(body: [' } }
  out:extend(body)
  out:insert(pandoc.Plain(pandoc.Inlines { raw '], title: [' } .. title
    .. { raw('], icon_color: rgb("' .. COLOURS[div.attributes.kind] .. '"))') }))
  return out
end

local function shown(element)
  local visible, hidden = element.classes:includes 'content-visible', element.classes:includes 'content-hidden'
  if not visible and not hidden then return true end
  local when, unless = element.attributes['when-format'], element.attributes['unless-format']
  local function is_ours(format) return format == 'typst' or format == 'pdf' end
  return ((not when or is_ours(when)) and not is_ours(unless)) == visible
end

local function formula(span)
  local body = pandoc.write(pandoc.Pandoc(pandoc.Plain { span.content[1] }), 'typst'):gsub('%s+$', '')
  return raw('#math.equation(block: true, numbering: "(1)", alt: ' .. quoted(span.attributes.alt) .. ', ' .. body .. ')')
end

local function div(el)
  if not shown(el) then return {} end
  if el.classes:includes 'float' then return float(el) end
  if el.classes:includes 'callout' then return callout(el) end
  if el.classes:includes 'sideskift' then return pandoc.RawBlock('typst', '#pagebreak(weak: true)') end
end

return {
  { Span = function(span)
      if not shown(span) then return {} end
      if span.classes:includes 'formel' then return formula(span) end
    end, Image = image },
  { Table = function(tbl) tbl.classes:insert 'typst:no-figure' return tbl end },
  { Div = div },
}
